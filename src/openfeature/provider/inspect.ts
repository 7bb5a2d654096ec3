import type { CompiledFlag, Serve, SnapshotHeader } from '../../core/format.js'
import { createEvaluator, type Evaluator } from '../../core/index.js'
import { readHeader } from '../../core/snapshot.js'
import { Subject } from '../../core/subject.js'
import { findEntry } from '../../core/table.js'
import type { Target } from '../../core/target.js'
import { openFeatureReason } from './reasons.js'

/** What the answers of one snapshot do not say themselves. */
export interface Inspector {
  /** The provider that the flags are from: `harness`, `flagbase`. */
  readonly provider: string
  /** True where a flag gives everybody the same answer. */
  isStatic(key: string): boolean
  /** True where the answer for this target, which has no identifier, would be a percentage's that goes by it. */
  lacksKey(key: string, target: Target | undefined): boolean
}

/** Looks into the newest snapshot's text; what it finds is kept as long as the text stays the same. */
export const createInspectors = (): ((text: string) => Inspector) => {
  let inspected: string | undefined
  let inspector: Inspector | undefined
  return (text) => {
    if (inspector === undefined || text !== inspected) inspector = inspect(text)
    inspected = text
    return inspector
  }
}

interface Rollout {
  readonly ruleId: string | undefined
  readonly by: string
}

interface Facts {
  readonly isStatic: boolean
  readonly rollouts: readonly Rollout[]
}

const inspect = (text: string): Inspector => {
  const { header, bodyStart } = readHeader(text)
  const known = new Map<string, Facts>()
  let evaluator: Evaluator | undefined

  const facts = (key: string): Facts => {
    const found = known.get(key)
    if (found !== undefined) return found
    const flag = readFlag(text, header, bodyStart, key)
    if (flag === undefined) return { isStatic: false, rollouts: [] } // not kept: keys can be made up without end
    const made = factsOf(flag)
    known.set(key, made)
    return made
  }

  /** A Harness rollout goes by an attribute where the target has it; a Flagbase one by the identifier, always. */
  const goesByIdentifier = (by: string, target: Target | undefined): boolean =>
    header.hash !== 'murmur3' || by === 'identifier' || !target || !new Subject(target, () => {}).raw(by)

  return {
    provider: header.provider,
    isStatic: (key) => facts(key).isStatic,
    lacksKey(key, target) {
      const { rollouts } = facts(key)
      const byIdentifier = rollouts.filter(({ by }) => goesByIdentifier(by, target))
      if (byIdentifier.length === 0) return false
      evaluator ??= createEvaluator(text) // without counting: the answer is not going to be given
      const { reason, ruleId } = evaluator.detail(key, null, target)
      return (
        openFeatureReason(reason) === 'SPLIT' && byIdentifier.some((rollout) => rollout.ruleId === ruleId)
      )
    },
  }
}

const factsOf = ({ on, steps = [], prerequisites = [], serve }: CompiledFlag): Facts => ({
  isStatic: on && steps.length === 0 && prerequisites.length === 0 && typeof serve === 'number',
  rollouts: [{ id: undefined, serve }, ...steps].flatMap(({ id, serve }) => rolloutOf(id, serve)),
})

const rolloutOf = (ruleId: string | undefined, serve: Serve | undefined): Rollout[] =>
  typeof serve === 'object' ? [{ ruleId, by: serve.by }] : []

/** Undefined where there is no such flag, or its line is damaged: then it is not served either. */
const readFlag = (
  text: string,
  { table }: SnapshotHeader,
  bodyStart: number,
  key: string,
): CompiledFlag | undefined => {
  const place = findEntry(text, bodyStart + table.at, table.buckets, 'f', key)
  if (place === undefined) return undefined
  const start = bodyStart + Number(place.split('\n', 1))
  try {
    return JSON.parse(text.slice(start, text.indexOf('\n', start))) as CompiledFlag
  } catch {
    return undefined
  }
}
