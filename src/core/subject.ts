import type { Target } from './target.js'

/** True where a condition holds for this target. Throws where the provider's own evaluation would fail. */
export type Test = (subject: Subject) => boolean

/**
 * The target's bucket, 1 to 100, for one rollout.
 *
 * @param by what the rollout goes by, as the provider's compiler wrote it
 */
export type Bucketing = (subject: Subject, by: string) => number

/**
 * A target as the evaluator reads it: attributes by name, own properties only, and the last bucket remembered, as
 * most rollouts go by the same attribute.
 * Lives as long as the request.
 */
export class Subject {
  readonly identifier: string
  /** What the last bucket went by, and that bucket. */
  private by: string | undefined
  private last = 0

  /**
   * @param target who asks
   * @param onFallback called when a rollout's attribute is missing and the identifier is used instead
   */
  constructor(
    readonly target: Target,
    readonly onFallback: (attribute: string) => void,
  ) {
    this.identifier = this.text('identifier')
  }

  /** The attribute's value as it was given. Source: Harness: `identifier` and `name` first, then the attributes. */
  raw(attribute: string): unknown {
    const { target } = this
    if (attribute === 'identifier' || (attribute === 'name' && target.name)) return target[attribute]
    const { attributes } = target
    return attributes && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined
  }

  /** The same as text, as the Harness Node SDK writes it; empty where there is none, or it cannot be written. */
  text(attribute: string): string {
    try {
      return String(this.raw(attribute) ?? '')
    } catch {
      return '' // an object whose toString throws, or that has none
    }
  }

  /** The target's bucket, 1 to 100, in rollouts that go by this. */
  bucket(by: string, bucketing: Bucketing): number {
    if (this.by !== by) {
      this.last = bucketing(this, by)
      this.by = by // behind the call, which may ask for another
    }
    return this.last
  }
}
