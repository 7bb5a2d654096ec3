import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface RunningWorker {
  readonly url: string
  /** Everything that wrangler and the worker have printed so far. */
  output(): string
  /** Runs the scheduled handler, as the cron would. */
  fireCron(): Promise<void>
  /** Ends wrangler and workerd. Resolves when both are gone. */
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** The worker's file, from the root of the repository; or a wrangler.jsonc that names it. */
  readonly entry: string
  /** Bindings, as `wrangler dev --var` sets them. */
  readonly vars: Readonly<Record<string, string>>
  /** Default: any free port. */
  readonly port?: number
}

/** Seconds that wrangler may take to start. */
const START_TIMEOUT = 60

/** Starts the worker in workerd with `wrangler dev`. Its KV is new, and removed when it stops. */
export const startWorker = async ({ entry, vars, port = 0 }: WorkerOptions): Promise<RunningWorker> => {
  const state = mkdtempSync(join(tmpdir(), 'burgee-demo-'))
  const wrangler = createRequire(import.meta.url).resolve('wrangler/bin/wrangler.js')
  const child = spawn(
    process.execPath,
    [
      wrangler,
      'dev',
      ...(entry.endsWith('.jsonc') ? ['--config', entry] : [entry]),
      '--local',
      ...['--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0'],
      ...['--persist-to', state, '--show-interactive-dev-session=false'],
      ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ],
    {
      // A process group of its own, so that workerd, wrangler's child, ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1', CI: 'true' },
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  // A signal to this process does not reach another process group.
  const endNow = () => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
    rmSync(state, { recursive: true, force: true })
  }
  process.once('exit', endNow)
  const stop = async () => {
    await endGroup(child)
    process.off('exit', endNow)
    rmSync(state, { recursive: true, force: true })
  }
  try {
    const url = await waitForUrl(child, () => output)
    return {
      url,
      output: () => output,
      stop,
      async fireCron() {
        const response = await fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`)
        await response.text()
        if (!response.ok) throw new Error(`the scheduled handler answered ${response.status}`)
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const waitForUrl = async (child: ChildProcess, output: () => string): Promise<string> => {
  const deadline = Date.now() + START_TIMEOUT * 1000
  while (Date.now() < deadline && child.exitCode === null) {
    const url = /Ready on (http:\/\/\S+)/.exec(output())?.[1]
    if (url !== undefined) return url
    await sleep(50)
  }
  throw new Error(`wrangler dev did not start; it printed:\n${output()}`)
}

/** Sends SIGTERM, then SIGKILL. Resolves when no process of the group is left. */
const endGroup = async ({ pid }: ChildProcess): Promise<void> => {
  if (pid === undefined) return
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    signalGroup(pid, signal)
    for (let waited = 0; waited < 5_000; waited += 50) {
      if (!signalGroup(pid, 0)) return
      await sleep(50)
    }
  }
  throw new Error(`the process group ${pid} of wrangler did not end`)
}

/** Returns false if the group has no process left. */
const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
