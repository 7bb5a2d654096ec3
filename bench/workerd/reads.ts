/** KV reads, counted in the worker, in the same simulated time. */
import { bundleWorker } from '../bundle.js'
import { PROJECT } from './flags.js'
import { askOnce, load, requestOf } from './load.js'
import type { ReadsResult, ReadsRow } from './results.js'
import { startWorker } from './start-worker.js'
import { burgee, LAUNCHDARKLY, LAUNCHDARKLY_CACHED, type Subject } from './subjects.js'
import { cookiesOf, visitors } from './visitors.js'

/** The simulation: 1,000 requests a second to one isolate. */
const SECONDS = 1_000
const PER_SECOND = 1_000
const TTL = 60
const BURST = 50

/** Milliseconds of a read during a burst, to imitate a distant KV. */
const SLOW = 50

/**
 * The slower apps get fewer requests in the same time. An app that keeps its flags for a minute still reads KV as
 * often. The reads of an app that keeps nothing are multiplied.
 */
const SUBJECTS: readonly { readonly subject: Subject; readonly requests: number }[] = [
  { subject: { ...burgee('Burgee', '', {}), worker: 'counted-burgee' }, requests: SECONDS * PER_SECOND },
  { subject: { ...LAUNCHDARKLY_CACHED, worker: 'counted-launchdarkly' }, requests: SECONDS * 100 },
  { subject: { ...LAUNCHDARKLY, worker: 'counted-launchdarkly' }, requests: SECONDS / 2 },
]

const count = async ({ subject, requests }: (typeof SUBJECTS)[number]): Promise<ReadsRow> => {
  process.stderr.write(`  ${subject.name}\n`)
  const code = await bundleWorker(subject.worker)
  const worker = await startWorker({ code, ...subject.options(PROJECT) })
  const ask = (path: string) => askOnce(worker.url, requestOf('', path))
  const readsOf = async (work: () => Promise<unknown>) => {
    const before = Number(await ask('/reads'))
    await work()
    return Number(await ask('/reads')) - before
  }
  const questions = visitors(BURST).map((id) => ({ request: requestOf(cookiesOf(id)), answer: undefined }))
  const burst = () =>
    load({
      url: worker.url,
      count: BURST,
      connections: BURST,
      questionAt: (place) => questions[place % BURST] as (typeof questions)[number],
    })
  try {
    await ask(`/slow?milliseconds=${SLOW}`)
    const coldBurst = await readsOf(burst)
    await ask(`/forward?seconds=${TTL + 1}`)
    const staleBurst = await readsOf(burst)
    await ask('/slow?milliseconds=0')
    await ask(`/forward?seconds=${TTL + 1}`)
    const reads = await readsOf(async () => {
      const right = Number(await ask(`/simulate?requests=${requests}&seconds=${SECONDS}`))
      if (right !== requests) throw new Error(`${subject.name}: ${right} of ${requests} responses are right`)
    })
    const paced = subject.cost === 'high' ? reads * ((SECONDS * PER_SECOND) / requests) : reads
    return {
      name: subject.name,
      requests,
      reads,
      perMillion: (paced / (SECONDS * PER_SECOND)) * 1e6,
      coldBurst,
      staleBurst,
    }
  } finally {
    await worker.stop()
  }
}

export const measureReads = async (quick: boolean): Promise<ReadsResult> => {
  const rows: ReadsRow[] = []
  for (const one of SUBJECTS) rows.push(await count(quick ? { ...one, requests: one.requests / 10 } : one))
  const [own] = rows
  if (own === undefined || own.reads > Math.ceil(SECONDS / TTL)) {
    throw new Error(`Burgee read KV ${own?.reads} times in ${SECONDS} s, more than once in ${TTL} s`)
  }
  return { seconds: SECONDS, ttl: TTL, burst: BURST, slow: SLOW, rows }
}
