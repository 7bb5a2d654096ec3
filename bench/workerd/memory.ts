/** What an isolate keeps after more and more requests, each from another visitor. */
import { setTimeout as sleep } from 'node:timers/promises'
import { bundleWorker } from '../bundle.js'
import { startConfigApi } from './config-api.js'
import { PROJECT } from './flags.js'
import { connectInspector } from './inspector.js'
import { load, requestOf } from './load.js'
import { freePort } from './port.js'
import { residentOf } from './process.js'
import type { MemoryResult, MemoryRow, MemorySample } from './results.js'
import { startWorker } from './start-worker.js'
import { BARE, burgee, type Subject } from './subjects.js'
import { cookiesOf } from './visitors.js'

const STEPS = 20

/** The cookies of a new visitor for each request. */
const anonymous = (place: number) => cookiesOf(`00000000-0000-4000-8000-${String(place).padStart(12, '0')}`)
const named = (place: number) => `theme=dark; user_id=customer-${place}@example.org`

interface Run {
  readonly subject: Subject
  readonly requests: number
  readonly cookies: (place: number) => string
  /** After how many samples the isolate forgets its visitors and begins anew. Default: it keeps none. */
  readonly period?: number
}

/** Sends all requests of a run. The worker runs on until `stop`, so that it can send its last metrics. */
const measureRow = async (run: Run): Promise<{ row: MemoryRow; stop(): Promise<void> }> => {
  const { subject, requests, cookies, period = 1 } = run
  process.stderr.write(`  ${subject.name}\n`)
  const inspectorPort = await freePort()
  const code = await bundleWorker(subject.worker)
  const worker = await startWorker({ code, ...subject.options(PROJECT), inspectorPort })
  const inspector = await connectInspector(inspectorPort, 'bench')
  const samples: MemorySample[] = []
  let asked = 0
  const ask = async (count: number) => {
    const from = asked
    const questionAt = (place: number) => ({ request: requestOf(cookies(from + place)), answer: undefined })
    await load({ url: worker.url, count, connections: 8, questionAt })
    asked += count
  }
  const sample = async () => {
    const heap = (await inspector.heap()) / 1e6
    samples.push({ requests: asked, heap, resident: residentOf(worker.pid) / 1e6 })
  }
  await ask(5_000) // warms up code and caches
  await sample()
  for (let step = 0; step < STEPS; step++) {
    await ask(requests / STEPS)
    await sample()
  }
  inspector.close()
  const alike = samples.slice(1).filter((_, place) => (place + 1) % period === 0)
  const slope = slopeOf(period > 1 ? alike : alike.slice(STEPS / 2))
  return { row: { name: subject.name, requests: asked, samples, slope }, stop: worker.stop }
}

/** Bytes of heap per request, by least squares. */
const slopeOf = (samples: readonly MemorySample[]): number => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(samples.map(({ requests }) => requests))
  const y = mean(samples.map(({ heap }) => heap))
  const over = samples.reduce((sum, { requests, heap }) => sum + (requests - x) * (heap - y), 0)
  return (1e6 * over) / samples.reduce((sum, { requests }) => sum + (requests - x) ** 2, 0)
}

export const measureMemory = async (quick: boolean): Promise<MemoryResult> => {
  const part = quick ? 20 : 1
  const { api, bindings, close } = await startConfigApi()
  try {
    const runs: readonly Run[] = [
      { subject: BARE, requests: 40_000 / part, cookies: anonymous },
      {
        subject: burgee('Burgee, anonymous visitors', 'burgee', bindings),
        requests: 1_000_000 / part,
        cookies: anonymous,
      },
      {
        subject: burgee('Burgee, visitors with names', 'burgee-named', bindings),
        requests: 400_000 / part,
        cookies: named,
        period: 5,
      },
    ]
    const rows: MemoryRow[] = []
    const stops: (() => Promise<void>)[] = []
    for (const run of runs) {
      const { row, stop } = await measureRow(run)
      rows.push(row)
      stops.push(stop)
    }
    await sleep(21_000) // the last metrics are sent 20 s after their first evaluation
    for (const stop of stops) await stop()
    const [, ...own] = rows
    const evaluated = 10 * own.reduce((sum, { requests }) => sum + requests, 0)
    const arrived = Object.values(api.evaluations()).reduce((sum, count) => sum + count, 0)
    return { rows, evaluated, arrived }
  } finally {
    close()
  }
}
