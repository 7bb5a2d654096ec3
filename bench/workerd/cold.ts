/** The first request to a new workerd, with 10,000 flags in KV. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleWorker } from '../bundle.js'
import { largeProject, type Project } from '../project.js'
import { medianOf, sampleInTurn } from '../timing.js'
import { PROJECT } from './flags.js'
import { askOnce, requestOf } from './load.js'
import { cpuOf } from './process.js'
import type { ColdResult, ColdRow } from './results.js'
import { startWorker } from './start-worker.js'
import { BARE, burgee, LAUNCHDARKLY_CACHED, readOnly, type Subject } from './subjects.js'
import { cookiesOf, visitors } from './visitors.js'

const FLAGS = 10_000

const LARGE: Project = {
  flags: [...largeProject(FLAGS - PROJECT.flags.length).flags, ...PROJECT.flags],
  segments: PROJECT.segments,
}

const own = burgee('Burgee', 'burgee', {})

const SUBJECTS: readonly Subject[] = [
  BARE,
  readOnly(own, 1, 'one KV read of the text that Burgee has, nothing else'),
  own,
  readOnly(LAUNCHDARKLY_CACHED, 1, 'one KV read of the text that LaunchDarkly has, nothing else'),
  LAUNCHDARKLY_CACHED,
]

interface Prepared {
  readonly subject: Subject
  readonly bytes: number
  /** The first request to a new process: milliseconds of time and of CPU. */
  measure(): Promise<{ time: number; cpu: number }>
}

const prepare = async (subject: Subject, folder: string): Promise<Prepared> => {
  const code = await bundleWorker(subject.worker)
  const { kv = {}, ...options } = subject.options(LARGE)
  const kvFolder = join(folder, String(SUBJECTS.indexOf(subject)))
  const writer = await startWorker({ code, ...options, kv, kvFolder })
  await writer.stop()
  const request = requestOf(cookiesOf(visitors(1)[0] ?? ''))
  return {
    subject,
    bytes: Object.values(kv).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    async measure() {
      const worker = await startWorker({ code, ...options, kvFolder })
      try {
        const before = cpuOf(worker.pid)
        const begun = performance.now()
        const answer = await askOnce(worker.url, request)
        const time = performance.now() - begun
        if (subject.flags !== 'none' && !answer.startsWith('011'))
          throw new Error(`${subject.name}: the response is ${answer}, not 011…`)
        return { time, cpu: (cpuOf(worker.pid) - before) / 1e6 }
      } finally {
        await worker.stop()
      }
    },
  }
}

export const measureCold = async (quick: boolean): Promise<ColdResult> => {
  const processes = quick ? 3 : 11
  const folder = mkdtempSync(join(tmpdir(), 'bench-workerd-'))
  try {
    const prepared: Prepared[] = []
    for (const subject of SUBJECTS) prepared.push(await prepare(subject, folder))
    const samples = await sampleInTurn(prepared, processes, ({ measure }) => measure())
    const rows = prepared.map(
      ({ subject, bytes }, place): ColdRow => ({
        name: subject.name,
        bytes,
        time: medianOf(samples[place] ?? [], 'time'),
        cpu: medianOf(samples[place] ?? [], 'cpu'),
      }),
    )
    return { processes, flags: FLAGS, rows }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
