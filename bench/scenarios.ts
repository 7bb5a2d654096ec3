/** The columns of the table: what is evaluated, and what must come out. */
import {
  answerOf,
  FIVE_RULES,
  type FlagSpec,
  mixedProject,
  type Project,
  segmentOf,
  type Target,
  targetOf,
} from './project.js'

export interface Scenario {
  readonly name: string
  readonly project: Project
  /** The flag to ask for; undefined where all are. */
  readonly key?: string
  readonly target: Target
  /** Targets that the flag gives the same answer, but for rollouts. */
  readonly others: readonly Target[]
}

/** A project of a hundred flags, with one more for each of the columns that need no segment. */
export const baseProject: Project = {
  flags: [
    ...mixedProject(100).flags,
    { key: 'off', on: false, otherwise: true },
    { key: 'on', on: true, otherwise: true },
    { key: 'five-rules', on: true, rules: FIVE_RULES, otherwise: false },
    { key: 'rollout', on: true, rollout: true, otherwise: false },
  ],
  segments: [],
}

export const createScenarios = (identifier: string, others: readonly string[]): readonly Scenario[] => {
  const shared = { target: targetOf(identifier), others: others.map(targetOf) }
  const single = (name: string, key: string): Scenario => ({ name, key, project: baseProject, ...shared })
  const segment = (name: string, size: number): Scenario => {
    const flag: FlagSpec = { key: 'beta', on: true, segment: 'testers', otherwise: false }
    const segments = [segmentOf('testers', size, [...others, identifier])]
    return { name, key: 'beta', project: { flags: [flag], segments }, ...shared }
  }
  return [
    single('off', 'off'),
    single('on', 'on'),
    single('5 rules, last matches', 'five-rules'),
    single('50/50 rollout', 'rollout'),
    segment('segment of 1,000 ids, last', 1_000),
    segment('segment of 100,000', 100_000),
    { name: 'all of 100 flags', project: mixedProject(100), ...shared },
    { name: 'all of 1,000', project: mixedProject(1_000), ...shared },
  ]
}

/** The right answer; where a rollout decides, the scenario's targets have been chosen for true. */
export const expectedOf = ({ key, project, target }: Scenario): boolean => {
  const flag = project.flags.find((one) => one.key === key)
  if (flag === undefined) throw new Error(`no flag ${key}`)
  return answerOf(flag, target, project) ?? true
}
