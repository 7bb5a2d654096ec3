/** Starts a workerd for one app. Its socket leads straight to the app, without miniflare's entry worker before it. */
import { Miniflare } from 'miniflare'
import { childrenOf } from './process.js'

export interface WorkerOptions {
  readonly code: string
  /** True for SDKs that need Node's modules. Default: false. */
  readonly nodejsCompat?: boolean
  readonly bindings?: Readonly<Record<string, string>>
  /** The entries of KV at the start. */
  readonly kv?: Readonly<Record<string, string>>
  /** Keeps KV in this folder, so that the next process finds it. Default: in memory. */
  readonly kvFolder?: string
  /** Default: no inspector. */
  readonly inspectorPort?: number
}

export interface RunningWorker {
  readonly url: URL
  /** workerd's process. */
  readonly pid: number
  stop(): Promise<void>
}

/** @throws Error with workerd's output if it refuses the worker */
export const startWorker = async (options: WorkerOptions): Promise<RunningWorker> => {
  const { code, nodejsCompat = false, bindings = {}, kv = {}, kvFolder, inspectorPort } = options
  const before = childrenOf(process.pid, 'workerd')
  let output = ''
  const miniflare = new Miniflare({
    name: 'bench',
    modules: [{ type: 'ESModule', path: 'worker.js', contents: code }],
    compatibilityDate: '2026-04-01',
    compatibilityFlags: nodejsCompat ? ['nodejs_compat'] : [],
    kvNamespaces: ['FLAGS'],
    bindings,
    cf: false,
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
    ...(kvFolder !== undefined && { kvPersist: kvFolder }),
    ...(inspectorPort !== undefined && { inspectorPort }),
    handleRuntimeStdio(...streams) {
      for (const stream of streams) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
        })
      }
    },
  })
  try {
    await miniflare.ready
    const namespace = Object.keys(kv).length > 0 ? await miniflare.getKVNamespace('FLAGS') : undefined
    for (const [key, value] of Object.entries(kv)) await namespace?.put(key, value)
    const [pid] = childrenOf(process.pid, 'workerd').filter((child) => !before.includes(child))
    if (pid === undefined) throw new Error('workerd is not among the child processes')
    return { url: await miniflare.unsafeGetDirectURL('bench'), pid, stop: () => miniflare.dispose() }
  } catch (error) {
    await miniflare.dispose().catch(() => {}) // it throws the error of `ready` again
    throw new Error(`workerd refused the worker: ${output}`, { cause: error })
  }
}
