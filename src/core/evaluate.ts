import type { Decision, ErrorCode } from './decision.js'
import { decide } from './flag.js'
import type { FlagType } from './format.js'
import { messageOf } from './message.js'
import * as ReasonRole from './reason-role.js'
import type { Snapshot } from './snapshot.js'
import type { Subject } from './subject.js'

/**
 * The decision for a target, or the reason why the fallback is due. Never throws.
 *
 * @param subject undefined to evaluate without a target
 * @param type the type that the flag must have. Default: any
 */
export const evaluateFlag = (
  snapshot: Snapshot | undefined,
  key: string,
  subject: Subject | undefined,
  type?: FlagType,
): Decision => {
  try {
    if (snapshot === undefined) return failure(key, snapshot, 'PROVIDER_NOT_READY', 'no snapshot is loaded')
    const flag = snapshot.flag(key)
    if (flag === undefined) return failure(key, snapshot, 'FLAG_NOT_FOUND', 'the flag does not exist')
    if (type !== undefined && flag.type !== type) {
      return failure(key, snapshot, 'TYPE_MISMATCH', `the flag is ${flag.type}, not ${type}`)
    }
    const decision = decide(flag.decider, subject)
    if (decision.served) return decision
    const { variation } = decision.detail
    return variation
      ? failure(key, snapshot, 'PARSE_ERROR', `its variation ${variation} is not a valid ${flag.type}`)
      : failure(key, snapshot, 'GENERAL', 'the variation does not exist')
  } catch (error) {
    // The vendor's own evaluation fails here, or the snapshot is damaged, or the target is strange. Serve the request.
    return failure(key, snapshot, 'GENERAL', messageOf(error))
  }
}

const failure = (
  flag: string,
  snapshot: Snapshot | undefined,
  errorCode: ErrorCode,
  errorMessage: string,
): Decision => {
  const role = errorCode === 'FLAG_NOT_FOUND' ? ReasonRole.unknownFlag : ReasonRole.error
  const reason = snapshot ? ReasonRole.reasonAt(snapshot.header.reasons, role) : 'not_ready'
  return {
    flag,
    served: false,
    value: null,
    text: '',
    detail: { value: null, variation: undefined, reason, errorCode, errorMessage },
  }
}

/** The type of flag that a fallback asks for; `null` and `undefined` accept any. */
export const typeAskedFor = (fallback: unknown): FlagType | undefined =>
  fallback == null ? undefined : fallbackType(typeof fallback)

const fallbackType = (type: string): FlagType =>
  type === 'number' ? 'int' : type === 'object' ? 'json' : (type as FlagType)

/** The values of all flags that can be served. */
export const evaluateAll = (
  snapshot: Snapshot | undefined,
  subject: Subject | undefined,
): Record<string, Decision['value']> => {
  // Without a prototype: a flag may be named `__proto__`, and V8 fills such an object several times faster.
  const values: Record<string, Decision['value']> = Object.create(null)
  for (const flag of snapshot?.all() ?? []) {
    try {
      const { served, value } = decide(flag.decider, subject)
      if (served) values[flag.key] = value
    } catch {
      // It cannot be served. `detail()` gives the reason.
    }
  }
  return values
}
