import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/events/log.js'
import { targetFrom } from '../../src/visitor/check.js'
import type { TargetOptions } from '../../src/visitor/options.js'
import { createVisitorReader } from '../../src/visitor/recipe.js'
import { recorder } from '../kit/record.js'

const log = createLog(recorder().logger)

interface Sent {
  readonly headers?: Record<string, string>
  readonly cookies?: Record<string, string>
  readonly cf?: object
}

const visitorOf = (options: TargetOptions, { headers = {}, cookies = {}, cf }: Sent = {}) => {
  const request = Object.assign(new Request('https://app.test/', { headers }), cf && { cf })
  return createVisitorReader(options)({ request, cookie: (name) => cookies[name] }, log)
}

/** @param only the attributes that are needed. Default: all */
const read = (options: TargetOptions, sent?: Sent, only?: readonly string[]) => {
  const { target, newId } = visitorOf(options, sent)
  return { target: typeof target === 'function' ? target(only) : target, newId }
}

describe('the identifier', () => {
  const options = { header: 'x-user', cookie: 'user' }

  it.each<[string, object, string]>([
    ['the header', { headers: { 'x-user': 'ada' } }, 'ada'],
    ['the cookie', { cookies: { user: 'bob' } }, 'bob'],
    ['the header before the cookie', { headers: { 'x-user': 'ada' }, cookies: { user: 'bob' } }, 'ada'],
    ['the cookie if the header is empty', { headers: { 'x-user': '' }, cookies: { user: 'bob' } }, 'bob'],
    ['an address', { headers: { 'x-user': 'a.b-c_d@Example.org' } }, 'a.b-c_d@Example.org'],
  ])('comes from %s', (_, request, identifier) => {
    const { target, newId } = read(options, request)
    expect(target).toEqual({ identifier, attributes: {} })
    expect(newId).toBeUndefined()
  })

  it('is random, and kept, if the visitor has none', () => {
    const { target, newId } = read(options)
    expect(target).toEqual({ identifier: newId, anonymous: true, attributes: {} })
    expect(newId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(read(options).newId).not.toBe(newId)
  })

  it('is the kept one if the visitor has been here before', () => {
    const [kept, other] = [crypto.randomUUID(), crypto.randomUUID()]
    expect(read(options, { cookies: { burgee_id: kept } })).toEqual({
      target: { identifier: kept, anonymous: true, attributes: {} },
    })
    const named = read({ anonymous: { name: 'other' } }, { cookies: { other } })
    expect(named.target?.identifier).toBe(other)
  })

  it('is never one that the anonymous cookie claims: no visitor can pass for a target on a list', () => {
    expect(read(options, { cookies: { burgee_id: 'ceo' } }).target?.identifier).not.toBe('ceo')
  })

  it('is missing if anonymous identifiers are switched off', () => {
    expect(read({ anonymous: false })).toEqual({ target: undefined })
    expect(read({ ...options, anonymous: false }, { headers: { 'x-user': 'a b' } })).toEqual({
      target: undefined,
    })
  })
})

describe('attributes', () => {
  it('come from named headers and cookies', () => {
    const options = {
      attributes: { headers: { plan: 'x-plan', none: 'x-none' }, cookies: { theme: 'theme', no: 'no' } },
    }
    const { target } = read(options, { headers: { 'x-plan': 'pro' }, cookies: { theme: 'dark' } })
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
    const { target } = read({}, { cf: { ...cf, city: undefined, tlsVersion: 'TLSv1.3' } })
    expect(target?.attributes).toEqual({
      country: 'GB',
      region: 'England',
      colo: 'LHR',
      asn: 13335,
      timezone: 'Europe/London',
    })
  })

  it('come from Vercel’s headers on Vercel, decoded', () => {
    const { target } = read(
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
    expect(read({}, { headers: { 'x-vercel-ip-city': '%E0%A4%A' } }).target?.attributes).toEqual({
      city: '%E0%A4%A',
    })
  })

  it('of the place can be switched off', () => {
    expect(read({ attributes: { geo: false } }, { cf }).target?.attributes).toEqual({})
  })

  it('longer than 1,024 characters are left out', () => {
    const options = { attributes: { headers: { plan: 'x-plan' }, cookies: { theme: 'theme' } } }
    const { target } = read(options, {
      headers: { 'x-plan': 'p'.repeat(1_024) },
      cookies: { theme: 't'.repeat(1_025) },
    })
    expect(target?.attributes).toEqual({ plan: 'p'.repeat(1_024) })
  })

  it('named by the app replace those of the place', () => {
    const options = { attributes: { headers: { country: 'x-country' } } }
    expect(read(options, { cf, headers: { 'x-country': 'IE' } }).target?.attributes).toMatchObject({
      country: 'IE',
    })
  })
})

describe('the attributes that are needed', () => {
  const options = {
    header: 'x-user',
    attributes: { headers: { plan: 'x-plan', city: 'x-city' }, cookies: { theme: 'theme' } },
  }
  const sent = {
    headers: { 'x-user': 'ada', 'x-plan': 'pro', 'x-city': 'Ely' },
    cookies: { theme: 'dark' },
    cf: { country: 'GB', city: 'London' },
  }

  it.each<[readonly string[] | undefined, object]>([
    [undefined, { country: 'GB', city: 'Ely', plan: 'pro', theme: 'dark' }],
    [[], {}],
    [['country'], { country: 'GB' }],
    [['plan', 'theme'], { plan: 'pro', theme: 'dark' }],
    [['city'], { city: 'Ely' }],
    [['unknown'], {}],
  ])('of %j are %j', (only, attributes) => {
    expect(read(options, sent, only).target).toEqual({ identifier: 'ada', attributes })
  })

  it('are read for each list, one after the other and back', () => {
    const { target } = visitorOf(options, sent)
    const attributesOf = (only?: readonly string[]) =>
      typeof target === 'function' ? target(only).attributes : undefined
    const [country, plan] = [['country'], ['plan']]
    expect([country, plan, undefined, country].map(attributesOf)).toEqual([
      { country: 'GB' },
      { plan: 'pro' },
      { country: 'GB', city: 'Ely', plan: 'pro', theme: 'dark' },
      { country: 'GB' },
    ])
  })

  it('do not include request.cf, headers or cookies that no rule reads', () => {
    const touched: string[] = []
    const request = {
      headers: {
        get(name: string) {
          touched.push(name)
          return null
        },
      },
      get cf() {
        touched.push('cf')
        return {}
      },
    } as unknown as Request
    const cookie = (name: string) => {
      touched.push(name)
      return undefined
    }
    const { target } = createVisitorReader(options)({ request, cookie }, log)
    expect(touched).toEqual(['x-user', 'burgee_id'])
    if (typeof target !== 'function') expect.unreachable()
    target(['plan'])
    expect(touched.slice(2)).toEqual(['x-plan'])
    target([])
    expect(touched).toHaveLength(3)
    target(['country'])
    expect(touched.slice(3)).toEqual(['cf'])
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

  it.each([undefined, null])('may be %s: no target', (none) => {
    expect(make(none)).toEqual({ made: undefined, codes: [] })
  })

  it.each<[unknown, string]>([
    ['auth0|123', 'auth0|123'],
    ['', ''],
    [42, '42'],
    [undefined, ''],
  ])('with the identifier %j is evaluated, but anonymous, with a code', (identifier, text) => {
    expect(make({ identifier })).toEqual({ made: { identifier: text, anonymous: true }, codes: [9009] })
  })

  it('that throws gives no target, and logs a code', () => {
    const fail = () => {
      throw new Error('no session')
    }
    expect(make(fail)).toEqual({ made: undefined, codes: [9010] })
  })
})
