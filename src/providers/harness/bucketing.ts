import { murmur3 } from '../../core/murmur3.js'
import type { Bucketing } from '../../core/subject.js'

/**
 * The target's bucket, 1 to 100, by an attribute, or by the identifier if the attribute is missing or empty. It does
 * not depend on the flag: a target has the same bucket in every rollout by the same attribute.
 * Source: the Harness server SDKs.
 */
export const bucketByAttribute: Bucketing = (subject, attribute) => {
  const byIdentifier = attribute === 'identifier'
  const text = byIdentifier ? subject.bucketingKey : subject.raw(attribute) ? subject.text(attribute) : ''
  if (text || byIdentifier) return (murmur3(`${attribute}:${text}`) % 100) + 1
  subject.onFallback(attribute)
  return subject.bucket('identifier', bucketByAttribute)
}
