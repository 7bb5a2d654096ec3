import { bucketOf } from './bucketing.js'
import type { Target } from './target.js'

/**
 * A target as the evaluator reads it: attributes by name, own properties only, and each bucket hashed once.
 * Lives as long as the request.
 */
export class Subject {
  readonly identifier: string
  private readonly buckets = new Map<string, number>()

  /**
   * @param target who asks
   * @param onBucketFallback called when a rollout's attribute is missing and the identifier is used instead
   */
  constructor(
    readonly target: Target,
    private readonly onBucketFallback: (attribute: string) => void = () => {},
  ) {
    this.identifier = this.text('identifier')
  }

  /** The attribute's value as it was given. Source: Harness: `identifier` and `name` first, then the attributes. */
  raw(attribute: string): unknown {
    const { identifier, name, attributes } = this.target
    if (attribute === 'identifier') return identifier
    if (attribute === 'name' && name) return name
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

  /** The target's bucket, 1 to 100, by an attribute, or by the identifier where that attribute says nothing. */
  bucket(attribute: string): number {
    let bucket = this.buckets.get(attribute)
    if (bucket === undefined) {
      const text = this.raw(attribute) ? this.text(attribute) : ''
      if (text || attribute === 'identifier') {
        bucket = bucketOf(attribute, text)
      } else {
        this.onBucketFallback(attribute)
        bucket = this.bucket('identifier')
      }
      this.buckets.set(attribute, bucket)
    }
    return bucket
  }
}
