import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { run } from './command.js'
import { type Manifest, ROOT } from './manifest.js'

/** Builds (by way of `prepack`) and packs, and returns the tarball's path. */
export const pack = async (into: string): Promise<string> => {
  await run('npm', ['pack', '--pack-destination', into], ROOT)
  const [tarball, ...others] = readdirSync(into).filter((file) => file.endsWith('.tgz'))
  if (tarball === undefined || others.length > 0) throw new Error('npm pack did not make one tarball')
  return join(into, tarball)
}

/** @throws Error with all that publint has to say, be it only a suggestion */
export const lintManifest = async (tarball: string): Promise<void> => {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball)
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer },
  })
  if (messages.length > 0) {
    throw new Error(messages.map((message) => formatMessage(message, pkg, { color: false })).join('\n'))
  }
}

interface AttwReport {
  readonly analysis: { readonly entrypoints: Readonly<Record<string, unknown>> }
}

/**
 * Types, as each way of resolving modules finds them, with CommonJS left out: the package has none.
 *
 * @throws Error with attw's report, or with the subpaths it did not look at
 */
export const checkTypesResolve = async (tarball: string, { exports }: Manifest): Promise<void> => {
  const attw = join(
    dirname(createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')),
    'dist/index.js',
  )
  const args = [attw, tarball, '--profile', 'esm-only', '--no-definitely-typed', '--no-color', '--no-emoji']
  await run(process.execPath, [...args, '--format', 'ascii'], ROOT)
  const report: AttwReport = JSON.parse(await run(process.execPath, [...args, '--format', 'json'], ROOT))
  const missed = Object.keys(exports).filter((subpath) => !(subpath in report.analysis.entrypoints))
  if (missed.length > 0) throw new Error(`attw did not look at ${missed.join(', ')}`)
}
