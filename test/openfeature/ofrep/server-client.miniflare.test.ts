/** The official server provider as the client, and a real workerd as the server. */
import { OFREPProvider } from '@openfeature/ofrep-provider'
import { type EvaluationContext, OpenFeature } from '@openfeature/server-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { flagsWith, startOfrep } from '../../kit/ofrep-page.js'

let server: Awaited<ReturnType<typeof startOfrep>>
beforeAll(async () => {
  server = await startOfrep()
  await server.publish(flagsWith(false))
})
afterAll(() => server.stop())

let services = 0

/** A service that evaluates flags with this token. */
const service = async (token = 'known', baseUrl = server.baseUrl) => {
  const domain = `service-${services++}`
  const provider = new OFREPProvider({ baseUrl, headers: [['Authorization', `Bearer ${token}`]] })
  await OpenFeature.setProviderAndWait(domain, provider)
  return OpenFeature.getClient(domain)
}

const ada = { targetingKey: 'ada' }

describe('a service', () => {
  it('receives the value, the variant, the reason and the revision', async () => {
    const client = await service()
    expect(await client.getBooleanDetails('web-dark', true, ada)).toMatchObject({
      value: false,
      variant: 'off',
      reason: 'DEFAULT',
      flagMetadata: { revision: expect.stringMatching(/^[0-9a-f]{16}$/) },
    })
    expect(await client.getStringValue('web-banner', '', ada)).toBe('A')
    expect(await client.getNumberValue('web-limit', 0, ada)).toBe(1.5)
    expect(await client.getObjectValue('web-theme', {}, ada)).toEqual({ color: 'red' })
  })

  it('sends a context with each request', async () => {
    const client = await service()
    const details = (plan: string) => client.getBooleanDetails('web-dark', false, { ...ada, plan })
    expect(await details('pro')).toMatchObject({ value: true, reason: 'TARGETING_MATCH' })
    expect(await details('free')).toMatchObject({ value: false, reason: 'DEFAULT' })
  })

  it.each<[string, string, EvaluationContext, string]>([
    ['a flag that does not exist', 'web-gone', ada, 'FLAG_NOT_FOUND'],
    ['a hidden flag', 'price-secret', ada, 'FLAG_NOT_FOUND'],
    ['a flag that cannot be served', 'web-broken', ada, 'PARSE_ERROR'],
    ['a flag of another type', 'web-banner', ada, 'TYPE_MISMATCH'],
    ['a context without a key', 'web-limit', { plan: 'pro' }, 'TARGETING_KEY_MISSING'],
    ['a context that is too long', 'web-limit', { ...ada, notes: 'x'.repeat(20_000) }, 'INVALID_CONTEXT'],
  ])('that asks for %s receives its error code', async (_, key, context, errorCode) => {
    const client = await service()
    expect(await client.getNumberDetails(key, 7, context)).toMatchObject({ value: 7, errorCode })
  })

  it.each(['none', 'stranger'])('with a token that is refused serves its defaults: %s', async (token) => {
    const client = await service(token)
    expect(await client.getBooleanDetails('web-dark', true, ada)).toMatchObject({
      value: true,
      reason: 'ERROR',
      errorCode: 'GENERAL',
    })
  })

  it('that asks too often pauses as long as Retry-After says', async () => {
    const client = await service('busy')
    await client.getBooleanValue('web-dark', true, ada)
    expect(await client.getBooleanDetails('web-dark', true, ada)).toMatchObject({
      errorMessage: expect.stringContaining('paused due to TooManyRequests until'),
    })
  })

  it('of a worker that has no flags yet serves its defaults, with the reason', async () => {
    const empty = await startOfrep()
    try {
      const client = await service('known', empty.baseUrl)
      expect(await client.getBooleanDetails('web-dark', true, ada)).toMatchObject({
        value: true,
        errorMessage: 'no snapshot is loaded',
      })
    } finally {
      await empty.stop()
    }
  })
})

describe('two workers with the same flags', () => {
  it('have the same tag for the same context, so a client may switch between them', async () => {
    const other = await startOfrep()
    try {
      await other.publish([...flagsWith(false, 'b')].reverse())
      const post = (baseUrl: string, headers: object = {}) =>
        fetch(`${baseUrl}/ofrep/v1/evaluate/flags`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer known', ...headers },
          body: JSON.stringify({ context: ada }),
        })
      const tag = (await post(server.baseUrl)).headers.get('etag') ?? ''
      expect(tag).toMatch(/^"[0-9a-f]{64}"$/)
      expect((await post(other.baseUrl, { 'if-none-match': tag })).status).toBe(304)
    } finally {
      await other.stop()
    }
  })
})
