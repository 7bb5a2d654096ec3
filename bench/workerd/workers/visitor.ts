/** The visitor, as middleware written by hand reads it from a request. */
import type { Target } from '../../project.js'
import { PLACE } from './place.js'

export const identifierOf = (request: Request): string =>
  /(?:^|; )burgee_id=([\da-f-]{36})/.exec(request.headers.get('cookie') ?? '')?.[1] ?? ''

export const visitorOf = (request: Request): Target => {
  const { country, region, city, colo, timezone } = (request as unknown as { cf: Target['attributes'] }).cf
  return {
    identifier: identifierOf(request),
    attributes: { country, region, city, colo, timezone } as Target['attributes'],
  }
}

/** The visitor, if the app knows the attributes itself, for example from a session, and does not need `request.cf`. */
export const knownVisitorOf = (request: Request): Target => ({
  identifier: identifierOf(request),
  attributes: PLACE,
})
