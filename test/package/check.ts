/**
 * Checks the package as its users get it: packed, installed somewhere else, and run. `npm run check:package`.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endCommands } from './smoke/command.js'
import { checkFiles, checkLoads, createConsumer, install, peersOf } from './smoke/consumer.js'
import { readManifest, subpaths } from './smoke/manifest.js'
import { readmeApp } from './smoke/readme.js'
import { checkTypesResolve, lintManifest, pack } from './smoke/tarball.js'
import { checkTypes, TYPE_CHECKS } from './smoke/types.js'
import { bundle, runInWorkerd } from './smoke/worker.js'

/** Prints a line for what is checked, and how long it took. */
const check = async <T>(what: string, work: () => Promise<T> | T): Promise<T> => {
  const started = Date.now()
  try {
    const result = await work()
    console.log(`ok    ${what} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
    return result
  } catch (error) {
    console.log(`FAIL  ${what}`)
    throw error
  }
}

const checkPackage = async (temporary: string): Promise<void> => {
  const manifest = readManifest()
  const consumer = join(temporary, 'consumer')
  mkdirSync(consumer)

  const app = await check('README.md has an app', readmeApp)
  const tarball = await check('it builds and packs', () => pack(temporary))
  await check('publint has nothing to say', () => lintManifest(tarball))
  await check('attw finds the types of every subpath', () => checkTypesResolve(tarball, manifest))
  await check('it installs in an empty folder', () => createConsumer(consumer, tarball))
  await check('all files are there, with their types, and no others', () => checkFiles(consumer, manifest))
  await check('what does not need Hono loads without it', () => checkLoads(consumer, manifest, false))

  writeFileSync(join(consumer, 'app.ts'), app)
  writeFileSync(
    join(consumer, 'everything.ts'),
    subpaths(manifest)
      .map(({ specifier }, place) => `export * as subpath${place} from '${specifier}'\n`)
      .join(''),
  )
  for (const which of ['current', 'oldest'] as const) {
    const peers = peersOf(manifest, which)
    await check(`${peers.join(', ')} install beside it`, () => install(consumer, peers))
    await check('what needs Hono loads with it', () => checkLoads(consumer, manifest, true))
    for (const [resolution, platform] of which === 'current' ? TYPE_CHECKS : TYPE_CHECKS.slice(0, 1)) {
      await check(`README.md's app and all types check: ${resolution}, ${platform}`, () =>
        checkTypes(consumer, ['app.ts', 'everything.ts'], resolution, platform),
      )
    }
    const script = await check("README.md's app bundles with no Node built-ins", () =>
      bundle(consumer, 'app.ts'),
    )
    await check("README.md's app runs in workerd: light, the cron, dark", () =>
      runInWorkerd(consumer, manifest, script),
    )
  }
}

// A real path, because esbuild and TypeScript report real paths.
const temporary = mkdtempSync(join(realpathSync(tmpdir()), 'burgee-package-'))
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A command is waited for: it would go on writing to the folder that is being removed.
  process.once(signal, () => endCommands() || process.exit(1))
}

checkPackage(temporary).catch((error: unknown) => {
  console.error(
    `\nThe package is not fit to publish. ${error instanceof Error ? error.message : String(error)}`,
  )
  process.exitCode = 1
})
