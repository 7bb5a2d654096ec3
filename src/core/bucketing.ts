import { murmur3 } from './murmur3.js'
import type { Bucketing } from './subject.js'

/**
 * By an attribute, or by the identifier where that attribute says nothing. Source: Harness. It depends on the
 * attribute and its value alone, not on the flag, so a target has the same bucket in every flag that buckets
 * by the same attribute.
 */
export const bucketByAttribute: Bucketing = (subject, attribute) => {
  const text = subject.raw(attribute) ? subject.text(attribute) : ''
  if (text || attribute === 'identifier') return (murmur3(`${attribute}:${text}`) % 100) + 1
  subject.onFallback(attribute)
  return subject.bucket('identifier', bucketByAttribute)
}
