import type { EvaluationContext, ResolutionDetails } from '@openfeature/server-sdk'
import type { FlagsHandle } from '../../client/handle.js'
import type { FlagType } from '../../core/format.js'
import type { Target } from '../../core/target.js'
import type { WaitUntil } from '../../metrics/wait-until.js'
import { targetOf } from './context.js'
import { type ProviderErrorCode, standardCode } from './error-codes.js'
import { createInspectors } from './inspect.js'
import { openFeatureReason } from './reasons.js'
import type { Status } from './status.js'

/** Answers in OpenFeature's words. Never throws. */
export type Resolve = <T>(
  type: FlagType,
  key: string,
  fallback: T,
  context: EvaluationContext,
) => ResolutionDetails<T>

/** A value of each type, to ask for a flag of it: a caller's own default may be of another, such as `null`. */
const WITNESSES: Readonly<Record<FlagType, unknown>> = { boolean: false, string: '', int: 0, json: {} }

export const createResolve = (
  handle: FlagsHandle,
  waitUntil: WaitUntil | undefined,
  status: Status,
): Resolve => {
  const inspectorOf = createInspectors()

  const evaluate = <T>(
    type: FlagType,
    key: string,
    fallback: T,
    target: Target | undefined,
  ): ResolutionDetails<T> => {
    const flags = handle.forTarget(target, waitUntil)
    const text = handle.snapshotText // the view's own: nothing has been waited for in between
    const inspector = text === undefined ? undefined : inspectorOf(text)
    if (!target?.identifier && inspector?.lacksKey(key, target)) {
      const problem = `a percentage decides ${key}, and the context has no targetingKey to go by`
      return failure(fallback, 'TARGETING_KEY_MISSING', problem)
    }
    const { value, variation, reason, ruleId, errorCode, errorMessage } = flags.detail(key, WITNESSES[type])
    const { revision } = flags.snapshot
    const flagMetadata = {
      reason,
      ...(ruleId !== undefined && { ruleId }),
      ...(revision !== undefined && { version: revision }),
      ...(inspector && { provider: inspector.provider }),
    }
    if (errorCode !== undefined) {
      const message = errorCode === 'FLAG_NOT_FOUND' ? `flag ${key} not found` : (errorMessage ?? reason)
      return { ...failure(fallback, errorCode, message), flagMetadata }
    }
    const standard = openFeatureReason(reason)
    return {
      value: value as T,
      reason: standard === 'DEFAULT' && inspector?.isStatic(key) ? 'STATIC' : standard,
      flagMetadata,
      ...(variation !== undefined && { variant: variation }),
    }
  }

  return (type, key, fallback, context) => {
    let target: Target | undefined
    try {
      target = targetOf(context)
    } catch (error) {
      return failure(fallback, 'INVALID_CONTEXT', textOf(error))
    }
    try {
      status.checkAge()
      return evaluate(type, key, fallback, target)
    } catch (error) {
      return failure(fallback, 'GENERAL', textOf(error)) // no timers: a worker's module, outside of any request
    }
  }
}

/** A context can throw anything, also what cannot be written. */
const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'it cannot be read')

const failure = <T>(value: T, code: ProviderErrorCode, errorMessage: string): ResolutionDetails<T> => ({
  value,
  reason: 'ERROR',
  errorCode: standardCode(code),
  errorMessage,
})
