import type { Decision, ErrorCode } from './decision.js'
import { answer } from './flag.js'
import type { FlagType } from './format.js'
import { messageOf } from './message.js'
import * as ReasonRole from './reason-role.js'
import type { Snapshot } from './snapshot.js'
import type { Subject } from './subject.js'

/**
 * The answer for a target, or why there is none. Never throws.
 *
 * @param subject undefined: for nobody
 * @param type what the flag must be. Default: any
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
    if (flag === undefined) return failure(key, snapshot, 'FLAG_NOT_FOUND', 'there is no such flag')
    if (type !== undefined && flag.type !== type) {
      return failure(key, snapshot, 'TYPE_MISMATCH', `the flag is ${flag.type}, not ${type}`)
    }
    const decision = answer(flag.answers, subject)
    if (decision.served) return decision
    const { variation } = decision.detail
    return variation
      ? failure(key, snapshot, 'PARSE_ERROR', `its variation ${variation} is not a valid ${flag.type}`)
      : failure(key, snapshot, 'GENERAL', 'there is no such variation')
  } catch (error) {
    // What a provider's own evaluation would fail on, a damaged snapshot, a strange target: the request is served.
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
  const reason = snapshot?.header.reasons[role] ?? 'not_ready'
  return {
    flag,
    served: false,
    value: null,
    text: '',
    detail: { value: null, variation: undefined, reason, errorCode, errorMessage },
  }
}

/** Which type of flag a fallback asks for; `null` and `undefined` accept any. */
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
      const { served, value } = answer(flag.answers, subject)
      if (served) values[flag.key] = value
    } catch {
      // It cannot be served: whoever asks for it is told why.
    }
  }
  return values
}
