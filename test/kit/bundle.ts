import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A worker, bundled for an edge without Node's modules. */
export interface Bundle {
  readonly code: string
  /** The modules that the code still imports. They are the runtime's own; all others are inside. */
  readonly imports: readonly string[]
}

export type Entry = { readonly file: string } | { readonly code: string }

/**
 * Bundles a worker from the sources, like a user's bundler from the package. The file's path is relative to
 * the repository.
 */
export const bundleWorker = async (entry: Entry, options: BuildOptions = {}): Promise<Bundle> => {
  const { outputFiles, metafile } = await build({
    ...('file' in entry
      ? { entryPoints: [entry.file] }
      : { stdin: { contents: entry.code, resolveDir: ROOT, loader: 'ts' } }),
    absWorkingDir: ROOT,
    tsconfig: `${ROOT}tsconfig.json`,
    bundle: true,
    write: false,
    metafile: true,
    outfile: 'worker.js',
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'import'],
    external: ['cloudflare:*'],
    logLevel: 'silent',
    ...options,
  })
  const [output] = Object.values(metafile?.outputs ?? {})
  return { code: outputFiles?.[0]?.text ?? '', imports: output?.imports.map(({ path }) => path) ?? [] }
}
