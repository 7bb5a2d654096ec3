/**
 * Evaluation alone: no log, no metrics, no store. For whoever counts every byte, or builds an adapter.
 *
 * @module
 */
import type { Detail } from './decision.js'
import { evaluateAll, evaluateFlag, typeAskedFor } from './evaluate.js'
import type { JsonValue } from './json.js'
import { openSnapshot } from './snapshot.js'
import { Subject } from './subject.js'
import type { Target } from './target.js'

export type { Detail, ErrorCode } from './decision.js'
export type { FlagType } from './format.js'
export type { JsonValue } from './json.js'
export { SnapshotError } from './snapshot.js'
export type { Target } from './target.js'

/** Evaluates the flags of one snapshot. Nothing throws. */
export interface Evaluator {
  /**
   * The value with its variation, the reason, the rule that decided, and the error if the fallback was used. The
   * fallback also says which type is asked for; `null` and `undefined` accept a flag of any type.
   *
   * @param target undefined: for nobody
   */
  detail<T>(key: string, fallback: T, target: Target | undefined): Detail<T>
  /** The value of every flag that can be served; an object without a prototype. */
  all(target: Target | undefined): Record<string, JsonValue>
  /** Names the content. */
  readonly revision: string
}

/**
 * @param snapshot a snapshot's text, as a compiler returns it
 * @throws SnapshotError where it is not one that this version reads, or its provider was not called
 *
 * @example
 * const { detail } = createEvaluator(snapshot)
 * detail('dark-mode', false, { identifier: 'ada' }).value
 */
export const createEvaluator = (snapshot: string): Evaluator => {
  const opened = openSnapshot(snapshot)
  const subjectOf = (target: Target | undefined) => target && new Subject(target, () => {})
  return {
    detail<T>(key: string, fallback: T, target: Target | undefined): Detail<T> {
      const decision = evaluateFlag(opened, key, subjectOf(target), typeAskedFor(fallback))
      return decision.served ? (decision.detail as Detail<T>) : { ...decision.detail, value: fallback }
    },
    all: (target) => evaluateAll(opened, subjectOf(target)),
    revision: opened.header.revision,
  }
}
