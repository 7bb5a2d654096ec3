/**
 * How the time of an evaluation grows with flags, rules and segments, for a new target every time. Also counts the KV
 * reads of ten evaluations.
 */
import { createFlags } from 'burgee'
import { burgee, floor, snapshotOf } from '../peers/burgee.js'
import { configcat } from '../peers/configcat.js'
import type { Peer } from '../peers/contract.js'
import { flagdEdge } from '../peers/flagd.js'
import { growthbook } from '../peers/growthbook.js'
import { harness } from '../peers/harness.js'
import { kvReads, launchdarklyEdge, launchdarklyEdgeCached } from '../peers/launchdarkly.js'
import { unleash } from '../peers/unleash.js'
import type { LinePlot } from '../plot.js'
import {
  type FlagSpec,
  largeProject,
  manyRules,
  type Project,
  segmentOf,
  targetOf,
  withPrefix,
} from '../project.js'
import { type Batch, clock, makeLoop, median, timeInterleaved } from '../timing.js'
import { finish, quick } from './part-process.js'
import type { GrowthResult } from './results.js'

const timing = quick ? { rounds: 3, batch: 2, warmUp: 10 } : { rounds: 9, batch: 5, warmUp: 60 }

const SUBJECTS: readonly Peer[] = [
  floor,
  burgee,
  flagdEdge,
  configcat,
  growthbook,
  unleash,
  launchdarklyEdgeCached,
  launchdarklyEdge,
  harness,
]
const target = targetOf('user-1')

interface Question {
  readonly project: Project
  readonly key: string
}

/** The flag of every question serves true. */
const batchOf = async (peer: Peer, place: number, { project, key }: Question) => {
  const prefix = `s${place}-`
  const session = await peer.open(peer.document(withPrefix(prefix, project)))
  const scope = { session, target, key: prefix + key }
  const loop = makeLoop('session.bool(session.context(target), key, false)', scope, peer.asynchronous)
  const batch: Batch = async (count) => {
    const { nanoseconds, result } = await clock(() => loop(count))
    if (result !== count) throw new Error(`${peer.name}: ${key} serves false`)
    return nanoseconds
  }
  return { batch, close: session.close }
}

type Points = [x: number, y: number][]

const plot = async (
  about: Omit<LinePlot, 'series'>,
  sizes: readonly number[],
  questionOf: (size: number) => Question,
): Promise<LinePlot> => {
  process.stderr.write(`  ${about.id}\n`)
  const points = SUBJECTS.map((): Points => [])
  for (const size of sizes) {
    const question = questionOf(size)
    const prepared: Awaited<ReturnType<typeof batchOf>>[] = []
    for (const [place, peer] of SUBJECTS.entries()) prepared.push(await batchOf(peer, place, question))
    const times = await timeInterleaved(
      prepared.map(({ batch }) => batch),
      timing,
    )
    for (const [place, samples] of times.entries()) points[place]?.push([size, median(samples)])
    for (const { close } of prepared) await close()
  }
  const series = SUBJECTS.map(({ name }, place) => ({ name, points: points[place] ?? [] }))
  return { ...about, series }
}

const single = (
  flag: Omit<FlagSpec, 'key' | 'on' | 'otherwise'>,
  segments: Project['segments'] = [],
): Question => ({
  key: 'beta',
  project: { flags: [{ key: 'beta', on: true, otherwise: false, ...flag }], segments },
})

const flags = await plot(
  { id: 'flags', title: 'One evaluation, by flags in the project', x: 'flags', y: 'ns' },
  [10, 100, 1_000, 10_000],
  (size) => {
    const project = largeProject(size)
    return { project, key: project.flags[0]?.key ?? '' }
  },
)
const rules = await plot(
  { id: 'rules', title: 'One evaluation, by rules of the flag; the last matches', x: 'rules', y: 'ns' },
  [1, 2, 5, 10, 20, 50, 100],
  (size) => single({ rules: manyRules(size) }),
)
const segments = await plot(
  { id: 'segment', title: 'One evaluation, by identifiers in the segment', x: 'identifiers', y: 'ns' },
  [10, 100, 1_000, 10_000, 100_000],
  (size) => single({ segment: 'testers' }, [segmentOf('testers', size, [target.identifier])]),
)

/** KV reads of ten evaluations, after the first evaluation of the isolate. */
const countReads = async (peer: Peer): Promise<number> => {
  const project = largeProject(10)
  const session = await peer.open(peer.document(project))
  const ask = (key: string) => session.bool(session.context(target), key, false)
  await ask(project.flags[0]?.key ?? '')
  const before = kvReads.count
  for (const { key } of project.flags) await ask(key)
  await session.close()
  return kvReads.count - before
}

const countOwnReads = async (): Promise<number> => {
  const project = largeProject(10)
  const text = snapshotOf(project)
  let reads = 0
  const read = async () => {
    reads++
    return text
  }
  const handle = createFlags({ store: { read, write: async () => {} }, logLevel: 'error' })
  await handle.ready()
  const before = reads
  for (const { key } of project.flags) {
    if (handle.forTarget(target).detail(key, false).reason === 'not_ready')
      throw new Error(`Burgee: ${key} was evaluated before the snapshot was read`)
  }
  return reads - before
}

finish({
  plots: [flags, rules, segments],
  kvReads: [
    { name: burgee.name, reads: await countOwnReads() },
    { name: launchdarklyEdgeCached.name, reads: await countReads(launchdarklyEdgeCached) },
    { name: launchdarklyEdge.name, reads: await countReads(launchdarklyEdge) },
  ],
} satisfies GrowthResult)
