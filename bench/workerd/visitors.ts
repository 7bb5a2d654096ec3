/** The visitors of every app in workerd. */
import { createHash } from 'node:crypto'
import type { Target } from '../project.js'
import { PLACE } from './workers/place.js'

/** `request.cf` with as many members as on Cloudflare. */
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

/** The identifiers of the first visitors. They are the same in every run. */
export const visitors = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => uuidOf(number))

export const targetOf = (identifier: string): Target => ({ identifier, attributes: PLACE })

/** The visitor's cookie, among others. */
export const cookiesOf = (id: string): string =>
  `theme=dark; burgee_id=${id}; _ga=GA1.1.1714402851.1700000000`
