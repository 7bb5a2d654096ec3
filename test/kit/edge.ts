import { EdgeRuntime, runServer } from 'edge-runtime'
import { bundleWorker, type Entry } from './bundle.js'

export interface RunningEdge {
  readonly url: URL
  /** What the code has logged. */
  readonly lines: readonly string[]
  /** Evaluates a line of code in the runtime. */
  evaluate(code: string): unknown
  /** Waits for what responses have left to `waitUntil`. */
  settle(): Promise<unknown>
  stop(): Promise<void>
}

export interface EdgeOptions {
  /** `process.env`; undefined for a runtime without `process`. Default: empty. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** What answers the code's requests, in the place of `fetch`. Default: the network. */
  readonly fetch?: ((request: Request) => Response | Promise<Response>) | undefined
}

/** Node's own signal for one of the runtime's, which Node's Request does not take. */
const signalOf = (signal: AbortSignal | null | undefined): AbortSignal => {
  const controller = new AbortController()
  if (signal?.aborted) controller.abort(signal.reason)
  signal?.addEventListener('abort', () => controller.abort(signal.reason))
  return controller.signal
}

/** Bundles for Vercel's edge runtime, and starts it in the official local one, behind a server. */
export const bundleAndStartEdge = async (entry: Entry, options: EdgeOptions = {}): Promise<RunningEdge> => {
  const { code, imports } = await bundleWorker(entry, {
    format: 'iife',
    conditions: ['edge-light', 'worker', 'import'],
  })
  if (imports.length > 0) throw new Error(`the edge runtime has no module ${imports.join(', ')}`)
  const { env = {}, fetch } = options
  const lines: string[] = []
  const write = (line: unknown) => void lines.push(String(line))
  const runtime = new EdgeRuntime({
    initialCode: code,
    extend: (context) =>
      Object.assign(context, {
        console: { debug: write, log: write, info: write, warn: write, error: write },
        ...(!('env' in options && options.env === undefined) && { process: { env } }),
        // The runtime's own Request and Response: those of Node are not its.
        ...(fetch && {
          fetch: async (input: string | URL, { signal, ...init }: RequestInit = {}) => {
            const answer = await fetch(new Request(input, { ...init, signal: signalOf(signal) }))
            return new context.Response(await answer.text(), {
              status: answer.status,
              headers: [...answer.headers],
            })
          },
        }),
      }),
  })
  const server = await runServer({ runtime, host: '127.0.0.1' })
  return {
    url: new URL(server.url),
    lines,
    evaluate: (code) => runtime.evaluate(code),
    settle: server.waitUntil,
    // It waits for `waitUntil` as well, which may have metrics to send 20 seconds from now.
    stop: async () => void server.close().catch(() => {}),
  }
}
