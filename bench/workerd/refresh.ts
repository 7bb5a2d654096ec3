/** The CPU of one run of the cron in a new workerd, for 10,000 flags and 100 segments of 1,000 identifiers. */

import { bundleWorker } from '../bundle.js'
import { harnessDocument } from '../harness-format.js'
import { REFRESHED, refreshProject } from '../project.js'
import { median, sampleInTurn } from '../timing.js'
import { askOnce, requestOf } from './load.js'
import { cpuOf } from './process.js'
import type { RefreshResult, RefreshRow } from './results.js'
import { startWorker } from './start-worker.js'
import { startStaticApi } from './static-api.js'

/** The requests of each run, all to the same new process. Only the last one is measured. */
const RUNS = [
  { name: 'the two answers, fetched as text', paths: ['/texts'], answer: 'read' },
  { name: 'and parsed', paths: ['/parse'], answer: 'parsed' },
  { name: 'and compiled by `compileHarness`', paths: ['/compile'], answer: 'compiled' },
  { name: 'a whole refresh that publishes in KV', paths: ['/refresh'], answer: 'published' },
  { name: 'the next one, unchanged answers', paths: ['/refresh', '/refresh'], answer: 'unchanged' },
] as const

export const measureRefresh = async (quick: boolean): Promise<RefreshResult> => {
  const processes = quick ? 2 : 7
  const { bindings, bytes, close } = await startStaticApi(harnessDocument(refreshProject()))
  try {
    const code = await bundleWorker('refresh')
    const measure = async ({ paths, answer: expected }: (typeof RUNS)[number]): Promise<number> => {
      const worker = await startWorker({ code, bindings })
      try {
        let cpu = Number.NaN
        let answer = ''
        for (const path of paths) {
          const before = cpuOf(worker.pid)
          answer = await askOnce(worker.url, requestOf('', path))
          cpu = (cpuOf(worker.pid) - before) / 1e6
        }
        if (answer !== expected) throw new Error(`the refresh is not ${expected}, but ${answer}`)
        return cpu
      } finally {
        await worker.stop()
      }
    }
    const samples = await sampleInTurn(RUNS, processes, measure)
    const rows = RUNS.map(({ name }, place): RefreshRow => {
      const times = samples[place] ?? []
      return { name, cpu: median(times), most: Math.max(...times) }
    })
    return { processes, ...REFRESHED, bytes, rows }
  } finally {
    close()
  }
}
