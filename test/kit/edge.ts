import { EdgeRuntime, runServer } from 'edge-runtime'
import { bundleWorker, type Entry } from './bundle.js'

export interface RunningEdge {
  readonly url: URL
  /** The lines that the code logged. */
  readonly lines: readonly string[]
  /** Evaluates a line of code in the runtime. */
  evaluate(code: string): unknown
  /** Waits for the work that responses gave to `waitUntil`. */
  settle(): Promise<unknown>
  stop(): Promise<void>
}

export interface EdgeOptions {
  /** `process.env`. Undefined: a runtime without `process`. Default: empty. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Replaces the code's `fetch`. Default: the network. */
  readonly fetch?: ((request: Request) => Response | Promise<Response>) | undefined
}

/** A signal of Node that follows one of the runtime. Node's Request does not take the runtime's. */
const signalOf = (signal: AbortSignal | null | undefined): AbortSignal => {
  const controller = new AbortController()
  if (signal?.aborted) controller.abort(signal.reason)
  signal?.addEventListener('abort', () => controller.abort(signal.reason))
  return controller.signal
}

/** Bundles for Vercel's edge runtime, and serves it with the official local runtime. */
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
        // The runtime has its own Response class, which is not Node's.
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
    // Not awaited: it also waits for `waitUntil`, which may send metrics 20 seconds from now.
    stop: async () => void server.close().catch(() => {}),
  }
}
