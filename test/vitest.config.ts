/**
 * The suites:
 *
 * - `npm test`: the projects `node` and `workerd`. Also as `npm run test:node`, `test:workerd` and `test:watch`.
 * - `npm run test:long`: the project `long`. It runs each file that takes a sample (test/kit/sample.ts) at full size,
 *   and the files that end in `.long.test.ts`.
 * - `npm run test:browser`: the project `browser`. It needs a Chromium.
 *
 * `.ci/run` runs all of them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'
import tsconfig from '../tsconfig.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))

/** The package's own subpaths, as tsconfig.json maps them to their sources. */
const alias = Object.entries(tsconfig.compilerOptions.paths).map(([name, [file]]) => ({
  find: new RegExp(`^${name}$`),
  replacement: `${root}${file}`,
}))

/** The address of a config API that does not exist. Tests replace `fetch`, so nothing is sent there. */
const API = 'http://config.invalid/api/1.0'

/** Generated input and the order of shuffled tests go by this number. Set `SEED` to repeat a run. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)

const BROWSER = 'test/**/*.browser.test.ts'
const LONG = 'test/**/*.long.test.ts'

/** The files that run a small sample in `npm test` and the full one in `npm run test:long`. */
const sampled = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file.split(sep).join('/')}`)
  .filter((file) => /from '[./]*\/kit\/sample\.js'/.test(readFileSync(root + file, 'utf8')))

/** What all projects share. Files share a worker and its modules, so a test cleans up after itself. */
const shared = {
  isolate: false,
  setupFiles: ['test/kit/setup/seed.ts', 'test/kit/setup/globals.ts'],
  env: { SEED: String(seed) },
  // A limit for what hangs, not a measure of speed: a busy machine takes several times as long.
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    // Vitest's own default leaves a core free, which on two cores is half of the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { seed },
    projects: [
      {
        root,
        resolve: { alias },
        test: {
          ...shared,
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.workerd.test.ts', BROWSER, LONG],
          sequence: { groupOrder: 0 },
        },
      },
      {
        root,
        resolve: { alias },
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: { HARNESS_SDK_KEY: 'demo-key', HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API },
            },
          }),
        ],
        test: {
          ...shared,
          name: 'workerd',
          include: ['test/**/*.{workerd,everywhere}.test.ts'],
          setupFiles: [...shared.setupFiles, 'test/kit/setup/empty-kv.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        root,
        resolve: { alias },
        test: {
          ...shared,
          name: 'long',
          include: [LONG, ...sampled],
          env: { ...shared.env, BURGEE_TEST_LONG: '1' },
          sequence: { groupOrder: 2 },
        },
      },
      {
        root,
        resolve: { alias },
        test: { ...shared, name: 'browser', include: [BROWSER], sequence: { groupOrder: 3 } },
      },
    ],
  },
})
