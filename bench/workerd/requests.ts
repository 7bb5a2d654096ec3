/** CPU and latency of requests that read ten flags, against the same app without them. */
import { median, quantile } from '../timing.js'
import { bundleWorker } from './bundle.js'
import { checkAnswers } from './check.js'
import { startConfigApi } from './config-api.js'
import { load, type Question } from './load.js'
import { cpuOf } from './processor.js'
import { PROJECT } from './project.js'
import type { RequestRow, RequestsResult } from './results.js'
import { type RunningWorker, startWorker } from './start.js'
import { type Subject, subjectsWith } from './subjects.js'

const CONNECTIONS = 8

/** Requests in a round: of apps that cost little, and of the one that does not. */
const COUNTS = { low: 3_000, high: 16 }
const LATENCY_COUNTS = { low: 800, high: 10 }

interface Samples {
  /** Microseconds of CPU for a request, by round. */
  readonly cpu: number[]
  readonly p50: number[]
  readonly p99: number[]
}

interface Contestant {
  readonly subject: Subject
  readonly worker: RunningWorker
  readonly questions: readonly Question[]
}

const enter = async (subject: Subject, code: string): Promise<Contestant> => {
  const worker = await startWorker({ code, ...subject.options(PROJECT) })
  const questions = await checkAnswers(subject, worker.url)
  return { subject, worker, questions }
}

const ask = ({ worker, questions }: Contestant, count: number, connections: number, from: number) =>
  load({
    url: worker.url,
    count,
    connections,
    questionAt: (place) => questions[(from + place) % questions.length] as Question,
  })

const measureRound = async (contestant: Contestant, samples: Samples, round: number): Promise<void> => {
  const { subject, worker } = contestant
  const count = COUNTS[subject.cost]
  const before = cpuOf(worker.pid)
  await ask(contestant, count, CONNECTIONS, round * 37)
  samples.cpu.push((cpuOf(worker.pid) - before) / count / 1e3)
  const times = [...(await ask(contestant, LATENCY_COUNTS[subject.cost], 1, round * 37))]
  samples.p50.push(quantile(times, 0.5))
  samples.p99.push(quantile(times, 0.99))
}

/** Each worker in a process of its own, all of them at once, and asked in turn. */
const measureProcesses = async (
  subjects: readonly Subject[],
  codes: readonly string[],
  rounds: number,
  all: readonly Samples[],
): Promise<void> => {
  const contestants: Contestant[] = []
  try {
    for (const [place, subject] of subjects.entries()) {
      contestants.push(await enter(subject, codes[place] ?? ''))
    }
    for (const contestant of contestants) {
      const { cost } = contestant.subject
      await ask(contestant, COUNTS[cost] * (cost === 'low' ? 4 : 1), CONNECTIONS, 0)
    }
    for (let round = 0; round < rounds; round++) {
      // Another one first in every round: nobody always follows the same neighbour's garbage and heat.
      for (let turn = 0; turn < contestants.length; turn++) {
        const place = (turn + round) % contestants.length
        const [contestant, samples] = [contestants[place], all[place]]
        if (contestant && samples) await measureRound(contestant, samples, round)
      }
    }
  } finally {
    for (const { worker } of contestants) await worker.stop()
  }
}

export const measureRequests = async (quick: boolean): Promise<RequestsResult> => {
  const [processes, rounds] = quick ? [1, 5] : [3, 9]
  const { api, bindings, close } = await startConfigApi()
  try {
    const subjects = subjectsWith(bindings)
    const codes: string[] = []
    for (const { worker } of subjects) codes.push(await bundleWorker(worker))
    const all = subjects.map((): Samples => ({ cpu: [], p50: [], p99: [] }))
    for (let set = 0; set < processes; set++) {
      process.stderr.write(`  processes ${set + 1} of ${processes}\n`)
      await measureProcesses(subjects, codes, rounds, all)
    }
    if (api.rejectedMetrics.length > 0) throw new Error('the events API refused metrics')
    const [bare] = all
    const rows = subjects.map(({ name, cost }, place): RequestRow => {
      const { cpu, p50, p99 } = all[place] as Samples
      const over = cpu.map((sample, round) => sample - (bare?.cpu[round] ?? Number.NaN))
      return {
        name,
        cpu: median(over),
        mean: over.reduce((sum, value) => sum + value, 0) / over.length,
        quartiles: [quantile(over, 0.25), quantile(over, 0.75)],
        p50: median(p50),
        p99: median(p99),
        requests: cpu.length * COUNTS[cost],
      }
    })
    return { bare: median(bare?.cpu ?? []), rows, processes, rounds, connections: CONNECTIONS }
  } finally {
    close()
  }
}
