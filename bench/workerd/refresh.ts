/** What the cron pays in workerd: CPU of new processes, for 10,000 flags and 100 segments of 1,000 identifiers. */
import { harnessDocument } from '../harness-format.js'
import { largeProject, type Project, segmentOf } from '../project.js'
import { median } from '../timing.js'
import { bundleWorker } from './bundle.js'
import { askOnce, requestOf } from './load.js'
import { cpuOf } from './processor.js'
import type { RefreshResult, RefreshRow } from './results.js'
import { startWorker } from './start.js'
import { startStaticApi } from './static-api.js'

const [FLAGS, SEGMENTS, MEMBERS] = [10_000, 100, 1_000]

const project: Project = {
  flags: largeProject(FLAGS).flags.map((flag, place) =>
    place % 10 === 0 ? { ...flag, segment: `segment-${(place / 10) % SEGMENTS}` } : flag,
  ),
  segments: Array.from({ length: SEGMENTS }, (_, place) =>
    segmentOf(`segment-${place}`, MEMBERS, [`owner-of-${place}`]),
  ),
}

/** In a new process each, but for those that follow another. */
const RUNS = [
  { name: 'the two answers, fetched as text', paths: ['/texts'], answer: 'read' },
  { name: 'and parsed', paths: ['/parse'], answer: 'parsed' },
  { name: 'and compiled by `compileHarness`', paths: ['/compile'], answer: 'compiled' },
  { name: 'a whole refresh that publishes in KV', paths: ['/refresh'], answer: 'published' },
  { name: 'the next one, unchanged answers', paths: ['/refresh', '/refresh'], answer: 'unchanged' },
] as const

export const measureRefresh = async (quick: boolean): Promise<RefreshResult> => {
  const processes = quick ? 2 : 7
  const { bindings, bytes, close } = await startStaticApi(harnessDocument(project))
  try {
    const code = await bundleWorker('refresh')
    const measure = async (paths: readonly string[], expected: string): Promise<number> => {
      const worker = await startWorker({ code, bindings })
      try {
        let cpu = Number.NaN
        let answer = ''
        for (const path of paths) {
          const before = cpuOf(worker.pid)
          answer = await askOnce(worker.url, requestOf('', path))
          cpu = (cpuOf(worker.pid) - before) / 1e6
        }
        if (answer !== expected) throw new Error(`refresh: ${answer}, not ${expected}`)
        return cpu
      } finally {
        await worker.stop()
      }
    }
    const samples = RUNS.map((): number[] => [])
    for (let round = 0; round < processes; round++) {
      for (const [place, { paths, answer }] of RUNS.entries()) {
        samples[place]?.push(await measure(paths, answer))
      }
    }
    const rows = RUNS.map(({ name }, place): RefreshRow => {
      const times = samples[place] ?? []
      return { name, cpu: median(times), most: Math.max(...times) }
    })
    return { processes, flags: FLAGS, segments: SEGMENTS, members: MEMBERS, bytes, rows }
  } finally {
    close()
  }
}
