import type { EvaluationContext } from '@openfeature/server-sdk'
import { isIdentifier, type Target } from '../../core/target.js'

/** An evaluation context that makes no target. The message says why. */
export class ContextError extends Error {
  override readonly name = 'ContextError'
}

/**
 * The target that an evaluation context stands for: `targetingKey` is its identifier, a text in `name` its name,
 * `anonymous: true` keeps it out of the metrics, and every field but the key and the name is an attribute.
 *
 * - A date becomes its ISO text, and an invalid one is left out. Lists and objects stay what they are, as with the
 *   Harness SDKs: rules see a list's items joined by commas, and nothing of use in an object.
 * - Only own properties count, and a field may be named `__proto__`.
 * - Without a key there is no identifier: target lists match nobody, rules still look at the attributes. Without
 *   any field, it is nobody.
 * - An identifier that Harness would refuse is evaluated like any other, and never reported.
 *
 * @throws ContextError where `targetingKey` is not a text
 * @throws anything that reading a field throws
 */
export const targetOf = (context: EvaluationContext | undefined): Target | undefined => {
  let identifier = ''
  let name: string | undefined
  let anonymous = false
  let isEmpty = true
  const attributes: Record<string, unknown> = Object.create(null)
  for (const [field, value] of Object.entries(context ?? {})) {
    if (value === undefined) continue
    if (field === 'targetingKey') {
      identifier = identifierFrom(value)
    } else if (field === 'name' && typeof value === 'string') {
      name = value
    } else if (value instanceof Date) {
      if (!Number.isNaN(value.getTime())) attributes[field] = value.toISOString()
    } else {
      if (field === 'anonymous') anonymous = value === true
      attributes[field] = value
    }
    isEmpty = false
  }
  if (isEmpty) return undefined
  return { identifier, name, attributes, anonymous: anonymous || !isIdentifier(identifier) }
}

const identifierFrom = (value: unknown): string => {
  if (value === null) return ''
  if (typeof value !== 'string') throw new ContextError(`targetingKey must be a text, not a ${typeof value}`)
  return value
}
