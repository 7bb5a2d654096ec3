import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run } from './command.js'
import { type Manifest, type Subpath, subpaths } from './manifest.js'

/** Subpaths that need Hono. All others must load without it. */
const NEED_HONO = ['burgee/hono', 'burgee/ofrep', 'burgee/testing']

/** The folder of a user of the package. It has only what it installed. */
export const createConsumer = async (folder: string, tarball: string): Promise<void> => {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', version: '0.0.0', private: true, type: 'module' }),
  )
  await install(folder, [tarball])
}

export const install = async (folder: string, packages: readonly string[]): Promise<void> => {
  await run('npm', ['install', ...packages, '--prefer-offline', '--no-audit', '--no-fund'], folder)
}

/** The optional peers, as `name@version`: those that we develop with, or the oldest that their ranges admit. */
export const peersOf = (manifest: Manifest, which: 'current' | 'oldest'): readonly string[] =>
  Object.entries(manifest.peerDependencies).map(([name, range]) => {
    const version = which === 'oldest' ? range.replace(/^\^/, '') : manifest.devDependencies[name]
    return `${name}@${version}`
  })

/** What the package may hold, besides what `npm pack` always takes. */
const BELONGS =
  /^(package\.json|README\.md|LICENSE|(CHANGELOG|CONTRIBUTING|SECURITY)\.md|docs\/[\w-]+\.md|dist\/(?!.*(\.test\.|fixture|__)).*\.(js|d\.ts))$/

/** @throws Error with the files that are missing, or should not be there */
export const checkFiles = (folder: string, manifest: Manifest): void => {
  const installed = join(folder, 'node_modules', manifest.name)
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .map((file) => file.split(sep).join('/'))
  const wanted = ['README.md', 'LICENSE', ...subpaths(manifest).flatMap(({ types, code }) => [types, code])]
  const missing = wanted.filter((file) => !existsSync(join(installed, file)))
  const odd = files.filter((file) => !BELONGS.test(file))
  const untyped = files.filter((file) => file.endsWith('.js') && !files.includes(file.replace(/js$/, 'd.ts')))
  const wrong = [
    ...missing.map((file) => `${file} is missing`),
    ...odd.map((file) => `${file} should not be there`),
    ...untyped.map((file) => `${file} has no types`),
  ]
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

/**
 * Imports subpaths in a plain Node of their own: here, tsx would find the sources instead.
 *
 * @throws Error if one does not load, or exports nothing
 */
export const checkLoads = async (folder: string, manifest: Manifest, hono: boolean): Promise<void> => {
  const needsHono = ({ specifier }: Subpath): boolean => NEED_HONO.includes(specifier)
  for (const { specifier } of subpaths(manifest).filter((subpath) => needsHono(subpath) === hono)) {
    const program = `
      const names = Object.keys(await import('${specifier}'))
      if (names.length === 0) throw new Error('${specifier} exports nothing')`
    await run(process.execPath, ['--input-type=module', '--eval', program], folder)
  }
}

/** Imports a subpath from the folder into this process, at the path in package.json. */
export const load = <T>(folder: string, manifest: Manifest, specifier: string): Promise<T> => {
  const subpath = subpaths(manifest).find((one) => one.specifier === specifier)
  if (subpath === undefined) throw new Error(`package.json does not export ${specifier}`)
  return import(pathToFileURL(join(folder, 'node_modules', manifest.name, subpath.code)).href)
}
