/** CPU and latency of requests that read ten flags, compared with the same app without flags. */

import { bundleWorker } from '../bundle.js'
import { joinPairs, type Pair } from '../pairs.js'
import { median, quantile } from '../timing.js'
import { checkAnswers } from './check.js'
import { startConfigApi } from './config-api.js'
import { PROJECT } from './flags.js'
import { load, type Question } from './load.js'
import { cpuOf } from './process.js'
import type { RequestRow, RequestsResult } from './results.js'
import { type RunningWorker, startWorker } from './start-worker.js'
import { burgeeBefore, ownSubjects, type Subject, subjectsWith } from './subjects.js'

const CONNECTIONS = 8

/** Visitors, and requests of a round, for apps whose cost is low or high. */
const FULL = {
  processes: 3,
  rounds: 9,
  visitors: { low: 512, high: 512 },
  cpu: { low: 3_000, high: 16 },
  latency: { low: 800, high: 10 },
}
const QUICK: typeof FULL = {
  processes: 1,
  rounds: 7,
  visitors: { low: 128, high: 16 },
  cpu: { low: 1_000, high: 4 },
  latency: { low: 200, high: 4 },
}

type Plan = typeof FULL

interface Samples {
  /** Microseconds of CPU of a request, by round. */
  readonly cpu: number[]
  readonly p50: number[]
  readonly p99: number[]
}

interface Contestant {
  readonly subject: Subject
  readonly worker: RunningWorker
  readonly questions: readonly Question[]
}

const enter = async (subject: Subject, code: string, { visitors }: Plan): Promise<Contestant> => {
  const worker = await startWorker({ code, ...subject.options(PROJECT) })
  const questions = await checkAnswers(subject, worker.url, visitors[subject.cost])
  return { subject, worker, questions }
}

const ask = ({ worker, questions }: Contestant, count: number, connections: number, from: number) =>
  load({
    url: worker.url,
    count,
    connections,
    questionAt: (place) => questions[(from + place) % questions.length] as Question,
  })

const measureRound = async (
  { cpu, latency }: Plan,
  contestant: Contestant,
  samples: Samples,
  round: number,
): Promise<void> => {
  const { subject, worker } = contestant
  const count = cpu[subject.cost]
  const before = cpuOf(worker.pid)
  await ask(contestant, count, CONNECTIONS, round * 37)
  samples.cpu.push((cpuOf(worker.pid) - before) / count / 1e3)
  const times = [...(await ask(contestant, latency[subject.cost], 1, round * 37))]
  samples.p50.push(quantile(times, 0.5))
  samples.p99.push(quantile(times, 0.99))
}

/** Starts each worker in a process of its own, all of them together, and measures them in turn. */
const measureProcesses = async (
  plan: Plan,
  subjects: readonly Subject[],
  codes: readonly string[],
  all: readonly Samples[],
): Promise<void> => {
  const contestants: Contestant[] = []
  try {
    for (const [place, subject] of subjects.entries()) {
      contestants.push(await enter(subject, codes[place] ?? '', plan))
    }
    for (const contestant of contestants) {
      const { cost } = contestant.subject
      await ask(contestant, plan.cpu[cost] * (cost === 'low' ? 4 : 1), CONNECTIONS, 0)
    }
    for (let round = 0; round < plan.rounds; round++) {
      // Another one begins in every round, so that the same one is not always last.
      for (let turn = 0; turn < contestants.length; turn++) {
        const place = (turn + round) % contestants.length
        const [contestant, samples] = [contestants[place], all[place]]
        if (contestant && samples) await measureRound(plan, contestant, samples, round)
      }
    }
  } finally {
    for (const { worker } of contestants) await worker.stop()
  }
}

export const measureRequests = async (quick: boolean): Promise<RequestsResult> => {
  const plan = quick ? QUICK : FULL
  const { processes, rounds } = plan
  const { api, bindings, close } = await startConfigApi()
  try {
    const subjects = subjectsWith(bindings)
    const codes: string[] = []
    for (const { worker, source } of subjects) codes.push(await bundleWorker(worker, source))
    const all = subjects.map((): Samples => ({ cpu: [], p50: [], p99: [] }))
    for (let set = 0; set < processes; set++) {
      process.stderr.write(`  processes ${set + 1} of ${processes}\n`)
      await measureProcesses(plan, subjects, codes, all)
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
        requests: cpu.length * plan.cpu[cost],
      }
    })
    return { bare: median(bare?.cpu ?? []), rows, processes, rounds, connections: CONNECTIONS }
  } finally {
    close()
  }
}

/** Burgee before a change and now, in several sets of processes. */
export const requestsAgainst = async (quick: boolean): Promise<readonly Pair[]> => {
  const plan = quick ? { ...QUICK, processes: 5, rounds: 5 } : { ...FULL, processes: 9 }
  const { bindings, close } = await startConfigApi()
  try {
    const own = ownSubjects(bindings)
    const before = await burgeeBefore(own)
    const sets: (readonly Pair[])[] = []
    for (let set = 0; set < plan.processes; set++) {
      process.stderr.write(`  processes ${set + 1} of ${plan.processes}\n`)
      const subjects = set % 2 === 0 ? [...own, ...before] : [...before, ...own]
      const codes: string[] = []
      for (const { worker, source } of subjects) codes.push(await bundleWorker(worker, source))
      const all = subjects.map((): Samples => ({ cpu: [], p50: [], p99: [] }))
      await measureProcesses(plan, subjects, codes, all)
      const medianOf = (subject: Subject | undefined, member: keyof Samples) =>
        median(all[subjects.indexOf(subject as Subject)]?.[member] ?? [])
      const pair = (member: keyof Samples, title: string) => (subject: Subject, place: number) => ({
        name: `${subject.name}: ${title}`,
        before: [medianOf(before[place], member)],
        now: [medianOf(subject, member)],
      })
      sets.push([...own.map(pair('cpu', 'CPU of a request, µs')), ...own.map(pair('p50', 'p50, ms'))])
    }
    return joinPairs(sets)
  } finally {
    close()
  }
}
