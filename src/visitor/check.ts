import { isIdentifier, type Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'

/**
 * Makes a target with a function of the app's. One that throws, or returns none, leaves nobody. A target
 * whose identifier Harness would not accept is evaluated as it is, as an anonymous one: the metrics leave it out.
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
