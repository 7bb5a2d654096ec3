import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/events/log.js'
import { targetFrom } from '../../src/visitor/check.js'
import { recogniseTarget, type TargetOptions } from '../../src/visitor/recipe.js'
import { recorder } from '../kit/record.js'

const log = createLog(recorder().logger)

const recognise = (
  options: TargetOptions,
  {
    headers = {},
    cookies = {},
    cf,
  }: { headers?: Record<string, string>; cookies?: Record<string, string>; cf?: object } = {},
) => {
  const request = Object.assign(new Request('https://app.test/', { headers }), cf && { cf })
  return recogniseTarget({ request, cookie: (name) => cookies[name] }, options, log)
}

describe('the identifier', () => {
  const options = { header: 'x-user', cookie: 'user' }

  it.each<[string, object, string]>([
    ['the header', { headers: { 'x-user': 'ada' } }, 'ada'],
    ['the cookie', { cookies: { user: 'bob' } }, 'bob'],
    ['the header before the cookie', { headers: { 'x-user': 'ada' }, cookies: { user: 'bob' } }, 'ada'],
    ['the cookie where the header is empty', { headers: { 'x-user': '' }, cookies: { user: 'bob' } }, 'bob'],
    ['an address', { headers: { 'x-user': 'a.b-c_d@Example.org' } }, 'a.b-c_d@Example.org'],
  ])('comes from %s', (_, request, identifier) => {
    const { target, newId } = recognise(options, request)
    expect(target).toEqual({ identifier, attributes: {} })
    expect(newId).toBeUndefined()
  })

  it('is random, and kept, where there is none', () => {
    const { target, newId } = recognise(options)
    expect(target).toEqual({ identifier: newId, anonymous: true, attributes: {} })
    expect(newId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(recognise(options).newId).not.toBe(newId)
  })

  it('is the kept one where the visitor has been here before', () => {
    const [kept, other] = [crypto.randomUUID(), crypto.randomUUID()]
    expect(recognise(options, { cookies: { burgee_id: kept } })).toEqual({
      target: { identifier: kept, anonymous: true, attributes: {} },
    })
    const named = recognise({ anonymous: { name: 'other' } }, { cookies: { other } })
    expect(named.target?.identifier).toBe(other)
  })

  it('is never one that the anonymous cookie claims: no visitor can pass for somebody on a target list', () => {
    expect(recognise(options, { cookies: { burgee_id: 'ceo' } }).target?.identifier).not.toBe('ceo')
  })

  it('is nobody’s where anonymous identifiers are switched off', () => {
    expect(recognise({ anonymous: false })).toEqual({ target: undefined })
    expect(recognise({ ...options, anonymous: false }, { headers: { 'x-user': 'a b' } })).toEqual({
      target: undefined,
    })
  })
})

describe('attributes', () => {
  it('come from named headers and cookies', () => {
    const options = {
      attributes: { headers: { plan: 'x-plan', none: 'x-none' }, cookies: { theme: 'theme', no: 'no' } },
    }
    const { target } = recognise(options, { headers: { 'x-plan': 'pro' }, cookies: { theme: 'dark' } })
    expect(target?.attributes).toEqual({ plan: 'pro', theme: 'dark' })
  })

  const cf = {
    country: 'GB',
    region: 'England',
    city: 'London',
    colo: 'LHR',
    asn: 13335,
    timezone: 'Europe/London',
  }
  it('come from request.cf on Cloudflare, those that are known', () => {
    const { target } = recognise({}, { cf: { ...cf, city: undefined, tlsVersion: 'TLSv1.3' } })
    expect(target?.attributes).toEqual({
      country: 'GB',
      region: 'England',
      colo: 'LHR',
      asn: 13335,
      timezone: 'Europe/London',
    })
  })

  it('come from Vercel’s headers on Vercel, decoded', () => {
    const { target } = recognise(
      {},
      {
        headers: {
          'x-vercel-ip-country': 'BR',
          'x-vercel-ip-country-region': 'SP',
          'x-vercel-ip-city': 'S%C3%A3o%20Paulo',
          'x-vercel-ip-timezone': 'America/Sao_Paulo',
          'x-vercel-ip-as-number': '26599',
        },
      },
    )
    expect(target?.attributes).toEqual({
      country: 'BR',
      region: 'SP',
      city: 'São Paulo',
      timezone: 'America/Sao_Paulo',
      asn: '26599',
    })
  })

  it('of Vercel that cannot be decoded stay as they are', () => {
    expect(recognise({}, { headers: { 'x-vercel-ip-city': '%E0%A4%A' } }).target?.attributes).toEqual({
      city: '%E0%A4%A',
    })
  })

  it('of the place can be switched off', () => {
    expect(recognise({ attributes: { geo: false } }, { cf }).target?.attributes).toEqual({})
  })

  it('longer than 1,024 characters are left out', () => {
    const options = { attributes: { headers: { plan: 'x-plan' }, cookies: { theme: 'theme' } } }
    const { target } = recognise(options, {
      headers: { 'x-plan': 'p'.repeat(1_024) },
      cookies: { theme: 't'.repeat(1_025) },
    })
    expect(target?.attributes).toEqual({ plan: 'p'.repeat(1_024) })
  })

  it('named by the app stand above those of the place', () => {
    const options = { attributes: { headers: { country: 'x-country' } } }
    expect(recognise(options, { cf, headers: { 'x-country': 'IE' } }).target?.attributes).toMatchObject({
      country: 'IE',
    })
  })
})

describe('a target made by the app', () => {
  const make = (target: unknown) => {
    const { logger, codes } = recorder()
    const made = targetFrom(() => (typeof target === 'function' ? target() : target), createLog(logger))
    return { made, codes: codes() }
  }

  it('is taken as it is', () => {
    const target = { identifier: 'ada', name: 'Ada', attributes: { plan: 'pro' } }
    expect(make(target)).toEqual({ made: target, codes: [] })
  })

  it.each([undefined, null])('may be %s: nobody', (nobody) => {
    expect(make(nobody)).toEqual({ made: undefined, codes: [] })
  })

  it.each<[unknown, string]>([
    ['auth0|123', 'auth0|123'],
    ['', ''],
    [42, '42'],
    [undefined, ''],
  ])('with the identifier %j is evaluated, but anonymous, with a code', (identifier, text) => {
    expect(make({ identifier })).toEqual({ made: { identifier: text, anonymous: true }, codes: [9009] })
  })

  it('that throws is nobody, with a code', () => {
    const fail = () => {
      throw new Error('no session')
    }
    expect(make(fail)).toEqual({ made: undefined, codes: [9010] })
  })
})
