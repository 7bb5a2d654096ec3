import type { HonoRequest } from 'hono'
import type { Failure } from './documents.js'

/** Who is evaluated, as the request's body says. */
export interface EvaluationContext {
  readonly targetingKey: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/**
 * Reads the context in a request's body.
 *
 * @returns a failure if the body is not valid. Its status is always 400, not 413 or 415: the protocol knows no other
 *   status for a bad request, and its clients read an error document only with that one
 */
export const readContext = async (
  request: HonoRequest,
  maxBodySize: number,
): Promise<EvaluationContext | Failure> => {
  const type = request.header('content-type') ?? ''
  // A page can send any other type to another origin without a preflight.
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    return failure('PARSE_ERROR', 'the content type must be application/json')
  }
  const text = await readText(request, maxBodySize)
  if (text === undefined) return failure('INVALID_CONTEXT', `the body is longer than ${maxBodySize} bytes`)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return failure('PARSE_ERROR', 'the body is not JSON')
  }
  // Nothing is inherited: `JSON.parse` makes an own property of every name, `__proto__` included.
  const context = isRecord(body) ? body['context'] : undefined
  if (!isRecord(context)) return failure('INVALID_CONTEXT', 'context must be an object')
  const { targetingKey = '', ...attributes } = context
  if (typeof targetingKey !== 'string') return failure('INVALID_CONTEXT', 'targetingKey must be a string')
  if (targetingKey === '') return failure('TARGETING_KEY_MISSING', 'the context has no targetingKey')
  for (const value of Object.values(attributes)) if (Array.isArray(value)) cacheJoin(value)
  return { targetingKey, attributes }
}

/**
 * Makes a list compute its string only once, although each rule asks for it. Joining thousands of nested lists takes
 * milliseconds, or overflows the stack. With a thousand rules, one small request would take many seconds.
 */
const cacheJoin = (list: unknown[]): void => {
  let text: string | undefined
  const join = (): string => {
    try {
      return list.join()
    } catch {
      return '' // what rules see of any value that cannot become a string
    }
  }
  Object.defineProperty(list, 'toString', {
    value: () => {
      text ??= join()
      return text
    },
  })
}

const failure = (errorCode: string, errorDetails: string): Failure => ({ errorCode, errorDetails })

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @returns the body; undefined if it is longer than `most` bytes. Then the rest is not read */
const readText = async (request: HonoRequest, most: number): Promise<string | undefined> => {
  const { body, bodyUsed, headers } = request.raw
  const length = headers.get('content-length')
  if (Number(length) > most) return undefined
  // Reads through Hono if the length is known: Hono shares what it has read with the rest of the app.
  if (length !== null || bodyUsed || body === null) {
    const text = await request.text()
    return text.length <= most ? text : undefined
  }
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let size = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) {
      text += decoder.decode()
      request.raw = new Request(request.raw, { body: text }) // `authorize`, for example, may read it again
      return text
    }
    size += value.length
    if (size > most) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}
