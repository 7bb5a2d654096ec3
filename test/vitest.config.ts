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

const API = 'http://config.invalid/api/1.0'

export default defineConfig({
  test: {
    projects: [
      {
        root,
        resolve: { alias },
        test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/**/*.workerd.test.ts'] },
      },
      {
        root,
        resolve: { alias },
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            // Nobody answers there: the tests put a config API of their own in the place of `fetch`.
            miniflare: {
              bindings: { HARNESS_SDK_KEY: 'demo-key', HARNESS_BASE_URL: API, HARNESS_EVENTS_URL: API },
            },
          }),
        ],
        test: { name: 'workerd', include: ['test/**/*.{workerd,everywhere}.test.ts'] },
      },
    ],
  },
})
