/** The first evaluations of a new process, which is what a cold isolate's first request waits for. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { burgee, floor } from './peers/burgee.js'
import { configcat } from './peers/configcat.js'
import type { Peer } from './peers/contract.js'
import { flagd, flagdEdge } from './peers/flagd.js'
import { growthbook } from './peers/growthbook.js'
import { harness } from './peers/harness.js'
import { launchdarklyEdge, launchdarklyEdgeCached, launchdarklyNode } from './peers/launchdarkly.js'
import { statsig } from './peers/statsig.js'
import { unleash } from './peers/unleash.js'
import { answerOf, largeProject, targetOf } from './project.js'
import type { ColdResult, ColdRow } from './results.js'
import { median } from './timing.js'

const [file = '', quick = '', child = ''] = process.argv.slice(2)
const SAMPLES = quick ? 3 : 9

/** No SDK at all: what it costs to parse the lean document that the floor is made from. */
const RAW = 'JSON.parse of a lean document'

const SUBJECTS: readonly (readonly [module: string, peer: Peer, name?: string])[] = [
  ['', floor, RAW],
  ['burgee', floor],
  ['burgee', burgee],
  ['growthbook', growthbook],
  ['unleash', unleash],
  ['harness', harness],
  ['statsig', statsig],
  ['configcat', configcat],
  ['launchdarkly', launchdarklyNode],
  ['launchdarkly', launchdarklyEdgeCached],
  ['launchdarkly', launchdarklyEdge],
  ['flagd', flagdEdge],
  ['flagd', flagd],
]

type Sample = Omit<ColdRow, 'name' | 'bytes' | 'first'> & { readonly first?: number }

const measure = (flags: number, directory: string): readonly ColdRow[] => {
  const project = largeProject(flags)
  const target = targetOf('user-1')
  // From all over the document: the first, the last, and between.
  const questions = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const flag = project.flags[Math.floor((flags - 1) * part)]
    if (flag === undefined) throw new Error('no flags')
    return { key: flag.key, expected: answerOf(flag, target, project) }
  })
  const documents = SUBJECTS.map(([module, peer, name = peer.name], place) => {
    const path = join(directory, `${flags}-${place}`)
    const text = peer.document(project)
    writeFileSync(path, text)
    return { module, name, path, bytes: Buffer.byteLength(text), samples: [] as Sample[] }
  })
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const { module, name, path, samples } of documents) {
      const args = ['--expose-gc', child, module, name, path, JSON.stringify(questions)]
      samples.push(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })))
    }
  }
  return documents.map(({ name, bytes, samples }) => {
    const of = (member: keyof Sample) => median(samples.map((sample) => sample[member] ?? Number.NaN))
    const first = samples[0]?.first === undefined ? undefined : of('first')
    return { name, bytes, first, five: of('five'), heap: of('heap'), kept: of('kept') }
  })
}

const directory = mkdtempSync(join(tmpdir(), 'bench-'))
try {
  const sizes = [10_000, 1_000, 100].map((flags) => {
    process.stderr.write(`  ${flags} flags\n`)
    return { flags, rows: measure(flags, directory) }
  })
  writeFileSync(file, JSON.stringify({ sizes } satisfies ColdResult))
} finally {
  rmSync(directory, { recursive: true })
}
process.exit()
