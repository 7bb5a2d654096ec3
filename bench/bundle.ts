/** Bundles the code that is measured as wrangler does, because that is the form in which an app runs it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'

export const BENCH = fileURLToPath(new URL('.', import.meta.url))

/** The source of Burgee: the working tree, or the commit that was checked out last. */
export type Source = 'now' | 'before'

const BEFORE = `${BENCH}dist/before/`

/** Makes this commit the source `before`. */
export const checkOutBefore = (commit: string): void => {
  rmSync(BEFORE, { recursive: true, force: true })
  mkdirSync(BEFORE, { recursive: true })
  const args = ['-C', `${BENCH}..`, 'archive', commit, 'src', 'tsconfig.json']
  execFileSync('tar', ['-x', '-C', BEFORE], { input: execFileSync('git', args, { maxBuffer: 1e8 }) })
}

/** The paths of the tsconfig.json decide which source `burgee` is. */
const shared = (source: Source) =>
  ({
    tsconfig: `${source === 'now' ? BENCH : BEFORE}tsconfig.json`,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  }) satisfies BuildOptions

/**
 * Bundles scripts for Node into dist/, with `before` in their names if that is their source. Modules that are imported
 * dynamically go to files of their own.
 *
 * @param names paths in bench/ without the extension
 */
export const bundleForNode = async (names: readonly string[], source: Source): Promise<void> => {
  await build({
    ...shared(source),
    entryPoints: names.map((name) => ({ in: `${BENCH}${name}.ts`, out: scriptOf(name, source) })),
    outdir: `${BENCH}dist`,
    splitting: true,
    platform: 'node',
    packages: 'external',
  })
}

/** The name of a bundled script in dist/. */
export const scriptOf = (name: string, source: Source): string => {
  const script = name.slice(name.indexOf('/') + 1)
  return source === 'now' ? script : `before-${script}`
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
export const bundleWorker = async (name: string, source: Source = 'now'): Promise<string> => {
  const { outputFiles } = await build({
    ...shared(source),
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
