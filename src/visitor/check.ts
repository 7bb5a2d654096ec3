import { isIdentifier, type Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'

/**
 * Makes a target with a function of the app. If the function throws or returns nothing, there is no target. A target
 * with an identifier that Harness would refuse is evaluated as it is, but as an anonymous one: the metrics leave it out.
 */
export const targetFrom = (make: () => Target | undefined, log: Log): Target | undefined => {
  try {
    const target = make()
    if (target === undefined || target === null) return undefined
    const identifier: unknown = target.identifier
    if (typeof identifier === 'string' && isIdentifier(identifier)) return target
    codes.identifierRefused(log, 'the option `target`')
    return { ...target, identifier: String(identifier ?? ''), anonymous: true }
  } catch (error) {
    codes.targetFailed(log, messageOf(error))
    return undefined
  }
}
