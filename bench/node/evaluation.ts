/**
 * Warm evaluations: all SDKs in one process, in turn. Every value is checked before the timing, and the true ones are
 * counted during it. Each SDK evaluates for one target, as within a request, and then for a new target every time.
 */

import type { Pair } from '../pairs.js'
import { burgee, floor } from '../peers/burgee.js'
import type { Peer, Session } from '../peers/contract.js'
import { harness } from '../peers/harness.js'
import { own, peers } from '../peers/index.js'
import { answerOf, type Project, targetOf, withPrefix } from '../project.js'
import { baseProject, createScenarios, expectedOf, type Scenario } from '../scenarios.js'
import { type Batch, clock, makeLoop, median, quantile, timeInterleaved } from '../timing.js'
import { against, BEFORE, finish, quick, swapped } from './part-process.js'
import type { EvaluationResult, EvaluationTable } from './results.js'

const timing = quick ? { rounds: 5, batch: 3, warmUp: 60 } : { rounds: 21, batch: 10, warmUp: 80 }

/**
 * Burgee before a change, in the same two forms as now. Code that is called in two ways is optimized less than code
 * that is called in one.
 */
const importBefore = async (): Promise<readonly Peer[]> => {
  const { burgee, burgeeDetail }: { burgee: Peer; burgeeDetail: Peer } = await import(BEFORE)
  return [burgee, burgeeDetail]
}
const before = against ? await importBefore() : []
const both = swapped ? [...before, ...own] : [...own, ...before]
const subjects: readonly Peer[] = against ? both : [floor, ...own, ...peers]

/** A power of two, so that the loop picks one with a bit mask. */
const TARGETS = 512

/** Comes before the keys of an SDK's flags, so that no two SDKs have the same keys. */
const prefixOf = (subject: Peer) => `s${subjects.indexOf(subject)}-`

const sessions = new Map<Peer, Map<Project, Session>>()
const sessionOf = async (subject: Peer, project: Project): Promise<Session> => {
  const opened = sessions.get(subject) ?? new Map<Project, Session>()
  sessions.set(subject, opened)
  const prefixed = withPrefix(prefixOf(subject), project)
  const session = opened.get(project) ?? (await subject.open(subject.document(prefixed)))
  opened.set(project, session)
  return session
}

/** What the 50/50 rollout serves to this identifier. */
const rolloutOf = async (subject: Peer, identifier: string): Promise<boolean> => {
  const session = await sessionOf(subject, baseProject)
  return session.bool(session.context(targetOf(identifier)), `${prefixOf(subject)}rollout`, false)
}

/** Every SDK has its own hash for rollouts. This finds an identifier to which all of them serve true. */
const findIdentifier = async (): Promise<string> => {
  for (let number = 0; number < 1e6; number++) {
    const identifier = `user-${number}`
    let served = true
    for (const subject of subjects) served &&= await rolloutOf(subject, identifier)
    if (served) return identifier
  }
  throw new Error('the SDKs have no identifier in common to which their rollouts serve true')
}

/** Each SDK must serve true to half of the identifiers. Burgee and the floor must serve it to the same half as Harness. */
const checkRollouts = async (identifiers: readonly string[]): Promise<void> => {
  const halves = new Map<Peer, readonly string[]>()
  for (const subject of subjects) {
    const half: string[] = []
    for (const identifier of identifiers) if (await rolloutOf(subject, identifier)) half.push(identifier)
    if (!isHalf(half.length, identifiers.length))
      throw new Error(
        `${subject.name}: the 50/50 rollout serves true to ${half.length} of ${identifiers.length} identifiers`,
      )
    halves.set(subject, half)
  }
  for (const subject of against ? [] : [burgee, floor]) {
    if (String(halves.get(subject)) !== String(halves.get(harness)))
      throw new Error(`${subject.name}: the 50/50 rollout serves true to other identifiers than in Harness`)
  }
}

/** Within four standard deviations of a half. */
const isHalf = (part: number, whole: number) => Math.abs(part - whole / 2) <= 2 * Math.sqrt(whole)

const wrong = (subject: Peer, scenario: Scenario, what: unknown): Error =>
  new Error(`${subject.name}: "${scenario.name}" gives ${JSON.stringify(what)?.slice(0, 300)}`)

interface Case {
  readonly sameTarget: Batch
  readonly newTarget: Batch
}

const prepareOne = async (subject: Peer, scenario: Scenario): Promise<Case> => {
  const { target, others, project } = scenario
  const expected = expectedOf(scenario)
  const scope = {
    session: await sessionOf(subject, project),
    key: prefixOf(subject) + scenario.key,
    fallback: !expected,
    targets: others,
    context: undefined as never,
  }
  const { session, key, fallback } = scope
  scope.context = session.context(target)
  const valueFor = async (to: typeof target) => session.bool(session.context(to), key, fallback)
  if ((await valueFor(target)) !== expected) throw wrong(subject, scenario, fallback)
  // For each of the others, how many of them up to here are served true. Except for rollouts it is all or none.
  const served = [0]
  for (const other of others) {
    const skipped = scenario.key !== 'rollout' && served.length < TARGETS - 16
    const value = skipped ? expected : await valueFor(other)
    if (value !== expected && scenario.key !== 'rollout') throw wrong(subject, scenario, value)
    served.push((served.at(-1) ?? 0) + (value ? 1 : 0))
  }
  const stranger = { ...target, identifier: 'stranger' }
  const toStranger = answerOf(flagOf(scenario), stranger, project)
  if (toStranger !== undefined && (await valueFor(stranger)) !== toStranger) {
    throw wrong(subject, scenario, `${!toStranger} to an identifier that is in no segment`)
  }

  const batch = (expression: string, countServed: (count: number) => number): Batch => {
    const loop = makeLoop(expression, scope, subject.asynchronous)
    return async (count) => {
      const { nanoseconds, result } = await clock(() => loop(count))
      if (result !== countServed(count)) throw wrong(subject, scenario, `true ${result} times in ${count}`)
      return nanoseconds
    }
  }
  let asked = 0
  const upTo = (end: number) =>
    Math.floor(end / TARGETS) * (served[TARGETS] ?? 0) + (served[end % TARGETS] ?? 0)
  return {
    sameTarget: batch('session.bool(context, key, fallback)', (count) => (expected ? count : 0)),
    newTarget: batch(
      `session.bool(session.context(targets[next++ & ${TARGETS - 1}]), key, fallback)`,
      (count) => {
        asked += count
        return upTo(asked) - upTo(asked - count)
      },
    ),
  }
}

const flagOf = ({ key, project }: Scenario) => {
  const flag = project.flags.find((one) => one.key === key)
  if (flag === undefined) throw new Error(`the project has no flag ${key}`)
  return flag
}

const prepareAll = async (subject: Peer, scenario: Scenario): Promise<Case> => {
  const { project, target, others } = scenario
  const session = await sessionOf(subject, project)
  const context = session.context(target)
  checkAll(await session.all(context), subject, scenario)
  const scope = { session, context, targets: others }
  const batch = (expression: string): Batch => {
    const loop = makeLoop(expression, scope, subject.asynchronous)
    return async (count) => (await clock(() => loop(count))).nanoseconds
  }
  return {
    sameTarget: batch('session.all(context)'),
    newTarget: batch(`session.all(session.context(targets[next++ & ${TARGETS - 1}]))`),
  }
}

const checkAll = (values: Readonly<Record<string, unknown>>, subject: Peer, scenario: Scenario): void => {
  const { project, target } = scenario
  if (Object.keys(values).length !== project.flags.length) throw wrong(subject, scenario, values)
  let [rollouts, served] = [0, 0]
  for (const flag of project.flags) {
    const value = values[prefixOf(subject) + flag.key]
    const expected = answerOf(flag, target, project)
    if (typeof value !== 'boolean') throw wrong(subject, scenario, { [flag.key]: value })
    if (expected === undefined) {
      rollouts++
      if (value) served++
    } else if (value !== expected) throw wrong(subject, scenario, { [flag.key]: value })
  }
  // In Harness a target has one bucket for all flags. Other SDKs have a bucket for each flag.
  if (served !== rollouts && !isHalf(served, rollouts)) {
    throw wrong(subject, scenario, `${served} of ${rollouts} rollouts`)
  }
}

const others = Array.from({ length: TARGETS }, (_, number) => `guest-${number}`)
const identifier = await findIdentifier()
await checkRollouts(others)
const scenarios = createScenarios(identifier, others)

const timeColumn = async (scenario: Scenario): Promise<Record<keyof Case, number[][]>> => {
  const prepare = scenario.key === undefined ? prepareAll : prepareOne
  const cases: Case[] = []
  for (const subject of subjects) cases.push(await prepare(subject, scenario))
  process.stderr.write(`  ${scenario.name}\n`)
  return {
    sameTarget: await timeInterleaved(
      cases.map(({ sameTarget }) => sameTarget),
      timing,
    ),
    newTarget: await timeInterleaved(
      cases.map(({ newTarget }) => newTarget),
      timing,
    ),
  }
}

const columns: Record<keyof Case, number[][]>[] = []
for (const scenario of scenarios) columns.push(await timeColumn(scenario))

const kindOf = (subject: Peer) => (subject === floor ? 'floor' : own.includes(subject) ? 'burgee' : 'peer')
const tableOf = (which: keyof Case): EvaluationTable =>
  subjects.map((subject, place) => {
    const times = columns.map((column) => column[which][place] ?? [])
    return {
      name: subject.name,
      kind: kindOf(subject),
      medians: times.map(median),
      quartiles: times.map((samples) => [quantile(samples, 0.25), quantile(samples, 0.75)]),
    }
  })
const pairsOf = (which: keyof Case, title: string): readonly Pair[] =>
  own.flatMap((subject, form) =>
    scenarios.map(({ name }, column) => {
      const figureOf = (of: Peer | undefined) =>
        median(columns[column]?.[which][subjects.indexOf(of as Peer)] ?? [])
      return {
        name: `${title}, ${name}${subject.name.replace('Burgee', '')}`,
        before: [figureOf(before[form])],
        now: [figureOf(subject)],
      }
    }),
  )
if (against) finish([...pairsOf('sameTarget', 'same target'), ...pairsOf('newTarget', 'new target')])

finish({
  columns: scenarios.map(({ name }) => name),
  sameTarget: tableOf('sameTarget'),
  newTarget: tableOf('newTarget'),
} satisfies EvaluationResult)
