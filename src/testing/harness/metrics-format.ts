import * as v from 'valibot'
import type { HarnessMetrics } from './types.js'

const REQUIRED = [
  'featureIdentifier',
  'featureName',
  'variationIdentifier',
  'target',
  'SDK_TYPE',
  'SDK_LANGUAGE',
  'SDK_VERSION',
]

/** The SDKs disagree on the name of the value, and the Node SDK sends none. So both names are allowed, not required. */
const KNOWN = new Set([...REQUIRED, 'variationValue', 'featureValue'])

/** No real count is older than this (1973): a smaller timestamp is in seconds. */
const FIRST_TIMESTAMP_MS = 1e11

const text = v.pipe(v.string(), v.nonEmpty('is empty'))

const countAttributes = v.pipe(
  v.array(v.strictObject({ key: v.string(), value: v.nullable(v.string()) })),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const seen = new Map<string, string | null>()
    for (const { key, value } of dataset.value) {
      if (!KNOWN.has(key)) addIssue({ message: `unknown key ${JSON.stringify(key)}` })
      if (seen.has(key)) addIssue({ message: `key ${key} is repeated` })
      // The Node SDK sends null as the target of an evaluation without a target.
      if (!value && !(key === 'target' && value === null) && REQUIRED.includes(key)) {
        addIssue({ message: `${key} is empty` })
      }
      seen.set(key, value)
    }
    for (const key of REQUIRED) if (!seen.has(key)) addIssue({ message: `key ${key} is missing` })
    const type = seen.get('SDK_TYPE')
    if (type && type !== 'server')
      addIssue({ message: `SDK_TYPE must be server, got ${JSON.stringify(type)}` })
  }),
)

const metricsBody = v.pipe(
  v.unknown(),
  // Both fields are optional, so valibot would accept an array as an object without them.
  v.check((body) => !Array.isArray(body), 'is an array'),
  v.strictObject({
    targetData: v.nullish(
      v.array(
        v.strictObject({
          identifier: text,
          name: text,
          attributes: v.array(v.strictObject({ key: text, value: v.string() })),
        }),
      ),
    ),
    metricsData: v.nullish(
      v.array(
        v.strictObject({
          timestamp: v.pipe(
            v.number(),
            v.safeInteger('is not a whole number of milliseconds'),
            v.minValue(FIRST_TIMESTAMP_MS, 'is too small: milliseconds, not seconds'),
          ),
          count: v.pipe(v.number(), v.safeInteger('is not a whole number'), v.minValue(1, 'is below 1')),
          metricsType: v.literal('FFMETRICS'),
          attributes: countAttributes,
        }),
      ),
    ),
  }),
)

/**
 * Checks the body of a metrics request against the wire format. The real service ignores keys that it does not know.
 * This one refuses them: a misspelled key should fail a test, not lose a metric.
 *
 * @returns the body, or every reason to refuse it, each with its path
 */
export function parseMetrics(body: unknown): { metrics: HarnessMetrics } | { reason: string } {
  const result = v.safeParse(metricsBody, body)
  if (result.success) return { metrics: result.output }
  const reasons = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
  return { reason: reasons.join('; ') }
}

/** Adds up the counts of many bodies, by `flag/variation`. */
export function sumEvaluations(received: readonly HarnessMetrics[]): Record<string, number> {
  const sums = new Map<string, number>()
  for (const { attributes, count } of received.flatMap((metrics) => metrics.metricsData ?? [])) {
    const value = (key: string) => attributes.find((attribute) => attribute.key === key)?.value
    const name = `${value('featureIdentifier')}/${value('variationIdentifier')}`
    sums.set(name, (sums.get(name) ?? 0) + count)
  }
  return Object.fromEntries(sums)
}
