import type { HonoRequest } from 'hono'
import type { Failure } from './documents.js'

/** Who is to be evaluated, as the request's body says. */
export interface EvaluationContext {
  readonly targetingKey: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/**
 * Reads a request's body. What is wrong with it is answered with 400 in every case, and not with 413 or 415: the
 * protocol knows no other status for a bad request, and its clients read no error document with any other.
 */
export const readContext = async (
  request: HonoRequest,
  maxBodySize: number,
): Promise<EvaluationContext | Failure> => {
  const type = request.header('content-type') ?? ''
  // A page can send any other type to any site without asking first.
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
  for (const value of Object.values(attributes)) if (Array.isArray(value)) writeOnce(value)
  return { targetingKey, attributes }
}

/**
 * Makes a list remember its text, which each rule that looks at it asks for. To write thousands of lists within lists
 * takes milliseconds, or more stack than there is: with a thousand rules, one small request would take many seconds.
 */
const writeOnce = (list: unknown[]): void => {
  let text: string | undefined
  const write = (): string => {
    try {
      return list.join()
    } catch {
      return '' // as rules see what cannot be written
    }
  }
  Object.defineProperty(list, 'toString', {
    value: () => {
      text ??= write()
      return text
    },
  })
}

const failure = (errorCode: string, errorDetails: string): Failure => ({ errorCode, errorDetails })

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body as text; undefined where it is longer, of which no more than that is read. */
const readText = async (request: HonoRequest, most: number): Promise<string | undefined> => {
  const { body, bodyUsed, headers } = request.raw
  const length = headers.get('content-length')
  if (Number(length) > most) return undefined
  // By Hono where it can be: it keeps what it has read, for the app, or from it.
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
      request.raw = new Request(request.raw, { body: text }) // for whoever reads it next, such as `authorize`
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
