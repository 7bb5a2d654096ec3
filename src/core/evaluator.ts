import type { Detail } from './decision.js'
import type { Dialect } from './dialect.js'
import { evaluateAll, evaluateFlag, typeAskedFor } from './evaluate.js'
import type { JsonValue } from './json.js'
import { openSnapshot } from './snapshot.js'
import { Subject } from './subject.js'
import type { Target } from './target.js'

/** Evaluates the flags of one snapshot. Nothing throws. */
export interface Evaluator {
  /**
   * The value with its variation, the reason, the rule that decided, and the error if the fallback was used. The
   * fallback also says which type you ask for. `null` and `undefined` accept a flag of any type.
   *
   * @param target undefined to evaluate without a target
   */
  detail<T>(key: string, fallback: T, target: Target | undefined): Detail<T>
  /** The value of every flag that can be served, in an object without a prototype. */
  all(target: Target | undefined): Record<string, JsonValue>
  /** Names the content. */
  readonly revision: string
}

export const openEvaluator = (snapshot: string, dialect: Dialect): Evaluator => {
  const opened = openSnapshot(snapshot, dialect)
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
