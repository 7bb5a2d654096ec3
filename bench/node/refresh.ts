/** What one run of the cron takes, each in a new process: 10,000 flags and 100 segments of 1,000 identifiers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { harnessDocument } from '../harness-format.js'
import { REFRESHED, refreshProject } from '../project.js'
import { medianOf, sampleInTurn } from '../timing.js'
import { finish, quick, runScript } from './part-process.js'
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
