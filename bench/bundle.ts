/** Bundles the bench as wrangler bundles a worker, so that what is timed is what an app would run. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export const BENCH = fileURLToPath(new URL('.', import.meta.url))

/** Into `dist/`, with the parts that are loaded one at a time in files of their own. */
export const bundle = async (names: readonly string[]): Promise<void> => {
  await build({
    entryPoints: names.map((name) => `${BENCH}${name}.ts`),
    outdir: `${BENCH}dist`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    packages: 'external',
    tsconfig: `${BENCH}tsconfig.json`,
    logLevel: 'warning',
  })
}
