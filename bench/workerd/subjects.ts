/** The apps that are compared. */
import { BENCH, bundleForNode, type Source, scriptOf } from '../bundle.js'
import { snapshotOf } from '../peers/burgee.js'
import { configcat } from '../peers/configcat.js'
import { growthbook } from '../peers/growthbook.js'
import { launchdarklyEdge } from '../peers/launchdarkly.js'
import type { Project } from '../project.js'
import type { WorkerOptions } from './start-worker.js'

export interface Subject {
  readonly name: string
  /** Its file in workers/. */
  readonly worker: string
  /** Which Burgee the worker imports. Default: `now`. */
  readonly source?: Source
  /** `none`: it reads no flags. `Harness`: its rollouts serve the same visitors as Harness's. */
  readonly flags: 'none' | 'Harness' | 'its own'
  /** Apps of low cost get more requests. */
  readonly cost: 'low' | 'high'
  /** Gives it the project. */
  readonly options: (project: Project) => Omit<WorkerOptions, 'code'>
}

const launchDarkly = (name: string, ttl: number): Subject => ({
  name,
  worker: 'launchdarkly',
  flags: 'its own',
  cost: ttl > 0 ? 'low' : 'high',
  options: (project) => ({
    kv: { 'LD-Env-bench': launchdarklyEdge.document(project) },
    bindings: { CACHE_TTL: String(ttl) },
    nodejsCompat: true,
  }),
})

export const BARE: Subject = {
  name: 'bare Hono',
  worker: 'bare',
  flags: 'none',
  cost: 'low',
  options: () => ({}),
}

const floor = (name: string, worker: string): Subject => ({
  name,
  worker,
  flags: 'Harness',
  cost: 'low',
  options: (project) => ({ bindings: { DOCUMENT: JSON.stringify(project) } }),
})

/** @param bindings the addresses of the events API, which takes its metrics */
export const burgee = (
  name: string,
  worker: string,
  bindings: Readonly<Record<string, string>>,
): Subject => ({
  name,
  worker,
  flags: 'Harness',
  cost: 'low',
  options: (project) => ({ kv: { 'burgee:snapshot': snapshotOf(project) }, bindings }),
})

/** Burgee as it was before a change, with snapshots of its own compiler. */
export const burgeeBefore = async (subjects: readonly Subject[]): Promise<readonly Subject[]> => {
  await bundleForNode(['peers/burgee'], 'before')
  const script = `${BENCH}dist/${scriptOf('peers/burgee', 'before')}.js`
  const before: { snapshotOf: typeof snapshotOf } = await import(script)
  return subjects.map((subject) => ({
    ...subject,
    source: 'before',
    options: (project) => ({
      ...subject.options(project),
      kv: { 'burgee:snapshot': before.snapshotOf(project) },
    }),
  }))
}

export const LAUNCHDARKLY = launchDarkly('LaunchDarkly edge, KV, default', 0)
export const LAUNCHDARKLY_CACHED = launchDarkly('LaunchDarkly edge, KV, its cache on', 60)

/** Reads the KV entry of another subject `times` times, and does nothing with it. */
export const readOnly = (of: Subject, times: number, name: string): Subject => ({
  ...BARE,
  name,
  worker: 'read-only',
  cost: times > 1 ? 'high' : 'low',
  options: (project) => {
    const { kv = {} } = of.options(project)
    return { kv, bindings: { KEY: Object.keys(kv)[0] ?? '', TIMES: String(times) } }
  },
})

/** The project without rules on the visitor's place. All of them match in the bench, so the values stay the same. */
const withoutPlace = ({ flags, segments }: Project): Project => ({
  flags: flags.map(({ rules, ...flag }) => (rules ? { ...flag, otherwise: true } : flag)),
  segments,
})

/** Burgee with flags that do not ask for the visitor's place, so that no request reads it. */
const burgeeWithoutPlace = (bindings: Readonly<Record<string, string>>): Subject => {
  const subject = burgee('Burgee, no rule on the place', 'burgee', bindings)
  return { ...subject, options: (project) => subject.options(withoutPlace(project)) }
}

/** Burgee as it is now. */
export const ownSubjects = (bindings: Readonly<Record<string, string>>): readonly Subject[] => [
  burgee('Burgee', 'burgee', bindings),
  burgeeWithoutPlace(bindings),
  burgee('Burgee, visitor known', 'burgee-known', bindings),
]

export const subjectsWith = (bindings: Readonly<Record<string, string>>): readonly Subject[] => [
  BARE,
  { ...BARE, name: 'bare Hono, another process' },
  { ...BARE, name: 'no-op middleware', worker: 'no-op' },
  { ...BARE, name: 'the visitor alone, no flags', worker: 'visitor-only' },
  floor('floor', 'floor'),
  burgee('Burgee', 'burgee', bindings),
  burgeeWithoutPlace(bindings),
  floor('floor, visitor known', 'floor-known'),
  burgee('Burgee, visitor known', 'burgee-known', bindings),
  {
    name: 'GrowthBook',
    worker: 'growthbook',
    flags: 'its own',
    cost: 'low',
    options: (project) => ({ bindings: { DOCUMENT: growthbook.document(project) } }),
  },
  {
    name: 'ConfigCat, snapshot',
    worker: 'configcat',
    flags: 'its own',
    cost: 'low',
    options: (project) => ({ bindings: { DOCUMENT: configcat.document(project) }, nodejsCompat: true }),
  },
  LAUNCHDARKLY_CACHED,
  LAUNCHDARKLY,
  // The KV part of the results shows why twelve: ten flags, of which two use a segment.
  readOnly(LAUNCHDARKLY, 12, 'twelve KV reads of the text that LaunchDarkly has, nothing else'),
]
