import { Miniflare } from 'miniflare'
import { bundleWorker, type Entry } from './bundle.js'

export interface RunningWorker {
  readonly url: URL
  readonly miniflare: Miniflare
  /** The output of workerd and of the worker. */
  output(): string
  stop(): Promise<void>
}

/**
 * Starts a workerd with real KV at `FLAGS`. It has no `nodejs_compat` unless a compatibility flag adds it.
 *
 * @throws Error with the output of workerd, if it refuses the worker
 */
export const startWorker = async (
  code: string,
  bindings: Readonly<Record<string, string>> = {},
  compatibilityFlags: readonly string[] = [],
): Promise<RunningWorker> => {
  let output = ''
  const miniflare = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.js', contents: code }],
    compatibilityDate: '2026-04-01',
    compatibilityFlags: [...compatibilityFlags],
    kvNamespaces: ['FLAGS'],
    bindings: { ...bindings },
    cf: false,
    handleRuntimeStdio(...streams) {
      for (const stream of streams) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
        })
      }
    },
  })
  try {
    const url = await miniflare.ready
    return { url, miniflare, output: () => output, stop: () => miniflare.dispose() }
  } catch (error) {
    await miniflare.dispose().catch(() => {}) // it throws what `ready` threw
    throw new Error(`workerd refused the worker: ${output}`, { cause: error })
  }
}

export const bundleAndStart = async (
  entry: Entry,
  bindings?: Readonly<Record<string, string>>,
): Promise<RunningWorker> => startWorker((await bundleWorker(entry)).code, bindings)
