import { afterEach, describe, expect, it, vi } from 'vitest'
import { fetchText } from '../../src/providers/http.js'
import { HttpError } from '../../src/providers/http-error.js'

const { signal } = new AbortController()
const URL = 'https://flags.example.com/all'

const answerWith = (answer: () => Response | Promise<Response>) => {
  const fetch = vi.fn(async (_url: string, _init: object) => answer())
  vi.stubGlobal('fetch', fetch)
  return fetch
}

const errorOf = async (url = URL, describeBody?: (body: string) => string): Promise<HttpError> => {
  const error = await fetchText(url, { signal }, describeBody).catch((caught: unknown) => caught)
  if (error instanceof HttpError) return error
  return expect.fail(`not an HttpError: ${error}`)
}

afterEach(() => void vi.unstubAllGlobals())

describe('fetchText', () => {
  it('sends the request as it is given, and returns status, headers and body', async () => {
    const fetch = answerWith(() => new Response('flags', { headers: { ETag: '"1"' } }))
    const init = {
      signal,
      method: 'POST',
      headers: { 'X-Key': 'key' },
      body: '{}',
      redirect: 'manual',
    } as const
    const { status, headers, body } = await fetchText(URL, init)
    expect(fetch.mock.calls).toEqual([[URL, init]])
    expect([status, headers.get('etag'), body]).toEqual([200, '"1"', 'flags'])
  })

  it.each([200, 204, 299, 304])('returns an answer of %i', async (status) => {
    answerWith(() => new Response(null, { status }))
    expect(await fetchText(URL, { signal })).toMatchObject({ status, body: '' })
  })

  it.each<[number, boolean]>([
    [302, false],
    [400, false],
    [401, false],
    [408, true],
    [429, true],
    [500, true],
  ])('throws for an answer of %i, retryable: %j', async (status, retryable) => {
    answerWith(() => new Response('', { status, headers: { 'Retry-After': '9' } }))
    const error = await errorOf()
    expect(error).toMatchObject({ message: `HTTP ${status} from ${URL}`, status, retryable })
    expect(error.headers?.get('Retry-After')).toBe('9')
  })

  it('throws if there is no answer, which is retryable', async () => {
    answerWith(() => Promise.reject(new TypeError('connection refused')))
    const message = `no answer from ${URL}: connection refused`
    expect(await errorOf()).toMatchObject({ message, status: 0, retryable: true })
  })

  it('throws if the answer breaks off', async () => {
    const body = () => new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
    answerWith(() => new Response(body()))
    expect((await errorOf()).message).toBe(`no answer from ${URL}: reset`)
  })

  it('reads an error to its end, and adds what it is told about the body', async () => {
    const response = new Response('try later', { status: 503 })
    answerWith(() => response)
    expect((await errorOf(URL, (body) => `: ${body}`)).message).toBe(`HTTP 503 from ${URL}: try later`)
    expect(response.bodyUsed).toBe(true)
  })

  it.each(['?token=hunter2', '#hunter2'])('names the URL without %s', async (rest) => {
    answerWith(() => new Response('', { status: 404 }))
    expect((await errorOf(URL + rest)).message).toBe(`HTTP 404 from ${URL}`)
    answerWith(() => Promise.reject(new Error('reset')))
    expect((await errorOf(URL + rest)).message).toBe(`no answer from ${URL}: reset`)
  })
})
