/**
 * The responses of OFREP 0.3, as schemas. Source: open-feature/protocol, service/openapi.yaml. The names are
 * those of its components.
 */
import * as v from 'valibot'

const key = v.pipe(v.string(), v.nonEmpty())
const errorDetails = v.optional(v.string())
const metadata = v.optional(v.record(v.string(), v.union([v.boolean(), v.string(), v.number()])))

/**
 * Stricter than the protocol in two points. There the key is optional, and clients drop results without one. There `value` may
 * be missing (`codeDefaultFlag`), which Burgee never sends.
 */
const evaluationSuccess = v.looseObject({
  key,
  value: v.union([v.boolean(), v.string(), v.number(), v.looseObject({})]),
  reason: v.picklist(['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'UNKNOWN']),
  variant: v.string(),
  metadata,
  errorCode: v.optional(v.never()),
})

const evaluationFailure = v.looseObject({
  key,
  errorCode: v.picklist(['PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL']),
  errorDetails,
  metadata,
})

const flagNotFound = v.looseObject({ key, errorCode: v.literal('FLAG_NOT_FOUND'), errorDetails, metadata })

const bulkEvaluationSuccess = v.looseObject({
  flags: v.array(v.union([evaluationSuccess, evaluationFailure])),
  metadata,
  eventStreams: v.optional(v.never()),
})

const bulkEvaluationFailure = v.looseObject({ errorCode: v.string(), errorDetails })

const generalErrorResponse = v.looseObject({ errorDetails: v.string() })

/** The statuses that the protocol has for each operation, with the schema of the body. Null means no body. */
const ANSWERS: Readonly<Record<'one' | 'all', Readonly<Record<number, v.GenericSchema | null>>>> = {
  one: {
    200: evaluationSuccess,
    400: evaluationFailure,
    401: null,
    403: null,
    404: flagNotFound,
    429: null,
    500: generalErrorResponse,
  },
  all: {
    200: bulkEvaluationSuccess,
    304: null,
    400: bulkEvaluationFailure,
    401: null,
    403: null,
    429: null,
    500: generalErrorResponse,
  },
}

/** @throws Error if the protocol has no such response */
export const checkProtocol = async (operation: 'one' | 'all', answer: Response): Promise<void> => {
  const schema = ANSWERS[operation][answer.status]
  if (schema === undefined) throw new Error(`OFREP has no answer ${answer.status} for ${operation}`)
  if (schema === null) return
  const type = answer.headers.get('content-type') ?? ''
  if (!/^application\/json(;|$)/.test(type)) throw new Error(`content type ${type}`)
  v.parse(schema, await answer.clone().json())
  if (operation === 'all' && answer.status === 200 && !/^"[^"]+"$/.test(answer.headers.get('etag') ?? '')) {
    throw new Error('no strong ETag')
  }
}
