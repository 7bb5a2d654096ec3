/** The first evaluations of a new process. The first request to a new isolate waits for them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { burgee, floor } from '../peers/burgee.js'
import { configcat } from '../peers/configcat.js'
import type { Peer } from '../peers/contract.js'
import { flagd, flagdEdge } from '../peers/flagd.js'
import { growthbook } from '../peers/growthbook.js'
import { harness } from '../peers/harness.js'
import { launchdarklyEdge, launchdarklyEdgeCached, launchdarklyNode } from '../peers/launchdarkly.js'
import { statsig } from '../peers/statsig.js'
import { unleash } from '../peers/unleash.js'
import { answerOf, largeProject, targetOf } from '../project.js'
import { medianOf, sampleInTurn } from '../timing.js'
import { finish, quick, runScript } from './part-process.js'
import type { ColdResult, ColdRow } from './results.js'

const SAMPLES = quick ? 3 : 9

/** No SDK: only parses the document that the floor is made from. It has nothing but the rules. */
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

const measure = async (flags: number, directory: string): Promise<readonly ColdRow[]> => {
  const project = largeProject(flags)
  const target = targetOf('user-1')
  // Flags from the whole document: the first, the last, and three between.
  const questions = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const flag = project.flags[Math.floor((flags - 1) * part)]
    if (flag === undefined) throw new Error('no flags')
    return { key: flag.key, expected: answerOf(flag, target, project) }
  })
  const documents = SUBJECTS.map(([module, peer, name = peer.name], place) => {
    const path = join(directory, `${flags}-${place}`)
    const text = peer.document(project)
    writeFileSync(path, text)
    return { module, name, path, bytes: Buffer.byteLength(text) }
  })
  const all = await sampleInTurn(
    documents,
    SAMPLES,
    ({ module, name, path }): Sample =>
      runScript('cold-process', [module, name, path, JSON.stringify(questions)]),
  )
  return documents.map(({ name, bytes }, place) => {
    const samples = all[place] ?? []
    const of = (member: keyof Sample) => medianOf(samples, member)
    const first = samples[0]?.first === undefined ? undefined : of('first')
    return { name, bytes, first, five: of('five'), heap: of('heap'), kept: of('kept') }
  })
}

const directory = mkdtempSync(join(tmpdir(), 'bench-'))
const sizes: { flags: number; rows: readonly ColdRow[] }[] = []
try {
  for (const flags of [10_000, 1_000, 100]) {
    process.stderr.write(`  ${flags} flags\n`)
    sizes.push({ flags, rows: await measure(flags, directory) })
  }
} finally {
  rmSync(directory, { recursive: true })
}
finish({ sizes } satisfies ColdResult)
