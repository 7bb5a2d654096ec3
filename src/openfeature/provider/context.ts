import type { EvaluationContext } from '@openfeature/server-sdk'
import { isIdentifier, type Target } from '../../core/target.js'

/**
 * Turns an evaluation context into a target. `targetingKey` is its identifier, and a string in `name` its name.
 * `anonymous: true` keeps it out of the metrics. All fields except the key and the name are attributes.
 *
 * - A date becomes its ISO string. An invalid date is left out. Lists and objects stay as they are: rules see a list's
 *   items joined by commas, and nothing useful in an object.
 * - Only own properties count, and a field may be named `__proto__`.
 * - Without a key the target has no identifier: no target list matches it, and rules still look at the attributes.
 * - An identifier that the provider's API would refuse is evaluated like any other, and never reported.
 *
 * @returns undefined if the context has no field
 * @throws TypeError if `targetingKey` is not a string
 * @throws whatever reading a field throws
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
  if (typeof value !== 'string') throw new TypeError(`targetingKey must be a string, not a ${typeof value}`)
  return value
}
