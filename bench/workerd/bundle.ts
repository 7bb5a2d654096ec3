/** Bundles a worker of this folder, as a user's bundler does. */
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

export const HERE = fileURLToPath(new URL('.', import.meta.url))

/** What SDKs for Node ask of it, workerd has under `node:` names. */
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

export const bundleWorker = async (name: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [`${HERE}workers/${name}.ts`],
    tsconfig: `${HERE}../tsconfig.json`,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'import'],
    plugins: [nodeModules],
    define: { 'process.env.NODE_ENV': '"production"' }, // as wrangler does
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}
