/** Bundles the code that is measured as wrangler does, because that is the form in which an app runs it. */
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'

export const BENCH = fileURLToPath(new URL('.', import.meta.url))

const SHARED = {
  tsconfig: `${BENCH}tsconfig.json`,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
} satisfies BuildOptions

/** Bundles scripts of node/ into dist/. Modules that are imported dynamically go to files of their own. */
export const bundleForNode = async (names: readonly string[]): Promise<void> => {
  await build({
    ...SHARED,
    entryPoints: names.map((name) => `${BENCH}node/${name}.ts`),
    outdir: `${BENCH}dist`,
    splitting: true,
    platform: 'node',
    packages: 'external',
  })
}

/** SDKs for Node import its modules by bare names. Workerd has them under `node:` names. */
const nodeModules: Plugin = {
  name: 'node modules',
  setup(bundle) {
    const filter = new RegExp(`^(node:)?(${builtinModules.join('|')})$`)
    bundle.onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'node'
        ? { path, external: true }
        : { path: `node:${path.replace('node:', '')}`, namespace: 'node' },
    )
    bundle.onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: `export * from '${path}'; export { default } from '${path}'`,
    }))
  },
}

/** @returns the code of a worker of workerd/workers/ */
export const bundleWorker = async (name: string): Promise<string> => {
  const { outputFiles } = await build({
    ...SHARED,
    entryPoints: [`${BENCH}workerd/workers/${name}.ts`],
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'import'],
    plugins: [nodeModules],
    define: { 'process.env.NODE_ENV': '"production"' }, // as wrangler does
  })
  return outputFiles[0]?.text ?? ''
}
