/** What every app in workerd is asked, and by whom: the same flags, visitors and places for all of them. */
import { createHash } from 'node:crypto'
import type { FlagSpec, Project, Rule, Target } from '../project.js'
import { KEYS } from './workers/keys.js'
import { PLACE } from './workers/place.js'

/** Five rules about where a visitor is, of which the last matches `PLACE`. */
const RULES: readonly Rule[] = [
  { attribute: 'country', anyOf: ['US'] },
  { attribute: 'region', anyOf: ['Bavaria', 'Hesse', 'Saxony'] },
  { attribute: 'timezone', anyOf: ['America/'], how: 'startsWith' },
  { attribute: 'city', anyOf: ['burg'], how: 'endsWith' },
  { attribute: 'colo', anyOf: ['ARN'] },
]

/** A `request.cf` with as many members as Cloudflare's. */
export const CF = {
  ...PLACE,
  asn: 3301,
  asOrganization: 'Telia Company AB',
  clientAcceptEncoding: 'gzip, deflate, br',
  clientTcpRtt: 12,
  continent: 'EU',
  edgeRequestKeepAliveStatus: 1,
  httpProtocol: 'HTTP/2',
  isEUCountry: '1',
  latitude: '59.33258',
  longitude: '18.06490',
  postalCode: '111 20',
  regionCode: 'AB',
  requestPriority: 'weight=192;exclusive=0;group=3;group-weight=127',
  tlsCipher: 'AEAD-AES128-GCM-SHA256',
  tlsClientHelloLength: '1603',
  tlsVersion: 'TLSv1.3',
} as const

const uuidOf = (number: number): string => {
  const hex = createHash('sha256').update(`visitor ${number}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

export const visitors = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => uuidOf(number))

export const targetOf = (identifier: string): Target => ({ identifier, attributes: PLACE })

const flagOf = (key: string, place: number): FlagSpec => {
  switch (place % 5) {
    case 0:
      return { key, on: false, otherwise: true }
    case 1:
      return { key, on: true, otherwise: true }
    case 2:
      return { key, on: true, rules: RULES, otherwise: false }
    case 3:
      return { key, on: true, rollout: true, otherwise: false }
    default:
      return { key, on: true, segment: place % 2 === 0 ? 'even' : 'odd', otherwise: false }
  }
}

/** A hundred flags of five kinds, the ten among them, and two segments of 1,000 visitors. */
export const PROJECT: Project = {
  flags: Array.from({ length: 100 }, (_, place) => flagOf(`feature-${place}`, place)),
  segments: [0, 1].map((rest) => ({
    id: rest === 0 ? 'even' : 'odd',
    members: visitors(2_000).filter((_, place) => place % 2 === rest),
  })),
}

export const TEN: readonly FlagSpec[] = KEYS.map(([key]) => {
  const flag = PROJECT.flags.find((one) => one.key === key)
  if (flag === undefined) throw new Error(`no flag ${key}`)
  return flag
})
