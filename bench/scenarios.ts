/** The columns of the evaluation table: what is evaluated, and the right value. */
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
  /** The flag that is evaluated. Undefined: all flags. */
  readonly key?: string
  readonly target: Target
  /** Targets to which the flag serves the same value, unless it is a rollout. */
  readonly others: readonly Target[]
}

/** A hundred flags, and one for each column that needs no segment. */
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

/** The right value. The scenario's target was chosen so that its rollout serves true. */
export const expectedOf = ({ key, project, target }: Scenario): boolean => {
  const flag = project.flags.find((one) => one.key === key)
  if (flag === undefined) throw new Error(`the project has no flag ${key}`)
  return answerOf(flag, target, project) ?? true
}
