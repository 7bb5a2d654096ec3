import type { Target } from './target.js'

/**
 * The target's bucket for one rollout, a number of any range that the bounds of the rollout's parts go by.
 *
 * @param by what the rollout goes by, as the compiler wrote it
 */
export type Bucketing = (subject: Subject, by: string) => number

/**
 * A target as the evaluator reads it. Only own properties are attributes. The last bucket is remembered, as most
 * rollouts go by the same attribute. It lives as long as its request.
 */
export class Subject {
  readonly identifier: string
  /** True once a bucketing has read the key that rollouts go by. */
  usedBucketingKey = false
  /** What the last bucket was computed from, and that bucket. */
  private by: string | undefined
  private bucketing: Bucketing | undefined
  private last = 0

  /**
   * @param target the target to evaluate for
   * @param onFallback called if a rollout's attribute is missing and the identifier is used instead
   */
  constructor(
    readonly target: Target,
    readonly onFallback: (attribute: string) => void,
  ) {
    this.identifier = this.text('identifier')
  }

  /** What rollouts by the identifier go by: the target's `bucketingKey`, else its identifier. */
  get bucketingKey(): string {
    this.usedBucketingKey = true
    return this.target.bucketingKey || this.identifier
  }

  /** The attribute's value as it was given. `identifier` and `name` are the target's own, then come the attributes. */
  raw(attribute: string): unknown {
    const { target } = this
    if (attribute === 'identifier' || (attribute === 'name' && target.name)) return target[attribute]
    const { attributes } = target
    return attributes && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined
  }

  /** The attribute's value as a string; empty if it is missing or has no string form. */
  text(attribute: string): string {
    try {
      return String(this.raw(attribute) ?? '')
    } catch {
      return '' // an object whose toString throws, or that has none
    }
  }

  /** The target's bucket in rollouts that go by this. */
  bucket(by: string, bucketing: Bucketing): number {
    if (this.by !== by || this.bucketing !== bucketing) {
      this.last = bucketing(this, by)
      this.by = by // set after the call, because the bucketing may ask for another bucket
      this.bucketing = bucketing
    }
    return this.last
  }
}
