/** What the cron pays: 10,000 flags of three rules and 100 segments of 1,000 identifiers, in new processes. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { harnessDocument } from './harness-format.js'
import { largeProject, segmentOf } from './project.js'
import type { RefreshResult, RefreshRow } from './results.js'
import { median } from './timing.js'

const [file = '', quick = '', child = ''] = process.argv.slice(2)
const SAMPLES = quick ? 3 : 9
const [FLAGS, SEGMENTS, MEMBERS] = [10_000, 100, 1_000]

const RUNS = [
  ['compile', '`JSON.parse` and `compileHarness`'],
  ['published', 'a whole refresh that publishes'],
  ['unchanged', 'a whole refresh, unchanged answer'],
] as const

const project = {
  flags: largeProject(FLAGS).flags.map((flag, place) =>
    place % 10 === 0 ? { ...flag, segment: `segment-${(place / 10) % SEGMENTS}` } : flag,
  ),
  segments: Array.from({ length: SEGMENTS }, (_, place) =>
    segmentOf(`segment-${place}`, MEMBERS, [`owner-of-${place}`]),
  ),
}
const { flags, segments } = harnessDocument(project)
const directory = mkdtempSync(join(tmpdir(), 'bench-'))
const files = [join(directory, 'flags'), join(directory, 'segments')] as const
const texts = [JSON.stringify(flags), JSON.stringify(segments)] as const
writeFileSync(files[0], texts[0])
writeFileSync(files[1], texts[1])

type Sample = Omit<RefreshRow, 'name'> & { readonly snapshot: number }

const measure = (what: string): Sample[] =>
  Array.from({ length: SAMPLES }, () => {
    const args = ['--expose-gc', child, what, ...files]
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
  })

try {
  let snapshot = 0
  const rows = RUNS.map(([what, name]): RefreshRow => {
    process.stderr.write(`  ${what}\n`)
    const samples = measure(what)
    const of = (member: keyof Sample) => median(samples.map((sample) => sample[member]))
    snapshot ||= of('snapshot')
    // A run that follows a greater one in its process has no peak of its own.
    return {
      name,
      cpu: of('cpu'),
      peak: what === 'unchanged' ? Number.NaN : of('peak'),
      requests: of('requests'),
    }
  })
  const result: RefreshResult = {
    flags: FLAGS,
    segments: SEGMENTS,
    members: MEMBERS,
    answer: Buffer.byteLength(texts[0]) + Buffer.byteLength(texts[1]),
    snapshot,
    rows,
  }
  writeFileSync(file, JSON.stringify(result))
} finally {
  rmSync(directory, { recursive: true })
}
