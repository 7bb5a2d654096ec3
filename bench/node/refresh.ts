/** What one run of the cron takes, each in a new process: 10,000 flags and 100 segments of 1,000 identifiers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { harnessDocument } from '../harness-format.js'
import type { Pair } from '../pairs.js'
import { REFRESHED, refreshProject } from '../project.js'
import { medianOf, sampleInTurn } from '../timing.js'
import { against, finish, quick, runScript, swapped } from './part-process.js'
import type { RefreshResult, RefreshRow } from './results.js'

const SAMPLES = quick ? 3 : 9

const RUNS = [
  ['compile', '`JSON.parse` and `compileHarness`'],
  ['published', 'a whole refresh that publishes'],
  ['unchanged', 'a whole refresh, unchanged answer'],
] as const

const { flags, segments } = harnessDocument(refreshProject())
const texts = [JSON.stringify(flags), JSON.stringify(segments)] as const

type Sample = Omit<RefreshRow, 'name'> & { readonly snapshot: number }

const directory = mkdtempSync(join(tmpdir(), 'bench-'))
let all: Sample[][] = []
try {
  const files = [join(directory, 'flags'), join(directory, 'segments')] as const
  writeFileSync(files[0], texts[0])
  writeFileSync(files[1], texts[1])
  if (against) {
    const scripts = ['before-refresh-process', 'refresh-process']
    const cpuOf = (what: string) => {
      const samples = new Map<string, number>()
      for (const script of swapped ? scripts : [...scripts].reverse()) {
        samples.set(script, (runScript(script, [what, ...files]) as Sample).cpu)
      }
      return scripts.map((script) => [samples.get(script) ?? Number.NaN] as const)
    }
    const pairs = RUNS.map(([what, name]): Pair => {
      const [before = [], now = []] = cpuOf(what)
      return { name: `${name}: CPU, ms`, before, now }
    })
    finish(pairs)
  }
  all = await sampleInTurn(RUNS, SAMPLES, ([what]): Sample => runScript('refresh-process', [what, ...files]))
} finally {
  rmSync(directory, { recursive: true })
}

const rows = RUNS.map(([what, name], place): RefreshRow => {
  const samples = all[place] ?? []
  return {
    name,
    cpu: medianOf(samples, 'cpu'),
    // The kernel reports the peak of the whole process. Before an unchanged refresh there was one that published.
    peak: what === 'unchanged' ? Number.NaN : medianOf(samples, 'peak'),
    requests: medianOf(samples, 'requests'),
  }
})
finish({
  ...REFRESHED,
  answer: Buffer.byteLength(texts[0]) + Buffer.byteLength(texts[1]),
  snapshot: medianOf(all[1] ?? [], 'snapshot'),
  rows,
} satisfies RefreshResult)
