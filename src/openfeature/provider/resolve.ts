import type { EvaluationContext, ResolutionDetails } from '@openfeature/server-sdk'
import type { FlagsHandle } from '../../client/handle.js'
import { viewOf } from '../../client/view.js'
import { evaluateFlag } from '../../core/evaluate.js'
import type { FlagType } from '../../core/format.js'
import type { Snapshot } from '../../core/snapshot.js'
import { Subject } from '../../core/subject.js'
import type { Target } from '../../core/target.js'
import type { WaitUntil } from '../../metrics/wait-until.js'
import { targetOf } from './context.js'
import { type ProviderErrorCode, standardCode } from './error-codes.js'
import { openFeatureReason } from './reasons.js'
import type { Status } from './status.js'

/** Evaluates a flag, and returns details in OpenFeature's words. Never throws. */
type Resolve = <T>(
  type: FlagType,
  key: string,
  fallback: T,
  context: EvaluationContext,
) => ResolutionDetails<T>

/** A value of each type, to ask for a flag of that type. The caller's default may be of any, such as `null`. */
const EXAMPLES: Readonly<Record<FlagType, unknown>> = { boolean: false, string: '', int: 0, json: {} }

export const createResolve = (
  handle: FlagsHandle,
  waitUntil: WaitUntil | undefined,
  status: Status,
): Resolve => {
  const evaluate = <T>(
    type: FlagType,
    key: string,
    fallback: T,
    target: Target | undefined,
  ): ResolutionDetails<T> => {
    const flags = handle.forTarget(target, waitUntil)
    const { snapshot } = viewOf(flags).parts
    if (!target?.identifier && snapshot && needsKey(snapshot, key, type, target)) {
      const problem = `a percentage decides ${key}, and the context has no targetingKey for it`
      return failure(fallback, 'TARGETING_KEY_MISSING', problem)
    }
    const { value, variation, reason, ruleId, errorCode, errorMessage } = flags.detail(key, EXAMPLES[type])
    const { revision } = flags.snapshot
    const flagMetadata = {
      reason,
      ...(ruleId !== undefined && { ruleId }),
      ...(revision !== undefined && { version: revision }),
      ...(snapshot && { provider: snapshot.header.provider }),
    }
    if (errorCode !== undefined || snapshot === undefined) {
      const message = errorCode === 'FLAG_NOT_FOUND' ? `flag ${key} not found` : (errorMessage ?? reason)
      return { ...failure(fallback, errorCode ?? 'PROVIDER_NOT_READY', message), flagMetadata }
    }
    const standard = openFeatureReason(snapshot, reason)
    return {
      value: value as T,
      reason: standard === 'DEFAULT' && isFixed(snapshot, key) ? 'STATIC' : standard,
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
      return failure(fallback, 'GENERAL', textOf(error)) // such as a missing timer, outside of a worker's request
    }
  }
}

/** True if the flag gives every target the same decision. */
const isFixed = (snapshot: Snapshot, key: string): boolean =>
  typeof snapshot.flag(key)?.decider !== 'function'

/** True if a rollout by the identifier decides, for a target that has none. Nothing is counted. */
const needsKey = (snapshot: Snapshot, key: string, type: FlagType, target: Target | undefined): boolean => {
  const subject = new Subject(target ?? { identifier: '' }, () => {})
  evaluateFlag(snapshot, key, subject, type)
  return subject.usedBucketingKey
}

/** A context can throw anything, also objects that cannot become a string. */
const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'it cannot be read')

const failure = <T>(value: T, code: ProviderErrorCode, errorMessage: string): ResolutionDetails<T> => ({
  value,
  reason: 'ERROR',
  errorCode: standardCode(code),
  errorMessage,
})
