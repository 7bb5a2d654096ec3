import { KNOWN } from './workerd.js'

/** What a response says of caches: what it says by itself, the request's headers, and what must be said in the end. */
export const CACHE_CONTROL: readonly (readonly [
  what: string,
  respond: () => Response,
  headers: Record<string, string>,
  expected: string | null,
])[] = [
  [
    'private where it says nothing, so that no shared cache hands out the identifier',
    () => new Response(),
    {},
    'private',
  ],
  [
    'private where its headers cannot be changed',
    () => Response.redirect('https://app.test/'),
    {},
    'private',
  ],
  [
    'as public as the app says',
    () => new Response('', { headers: { 'cache-control': 'public' } }),
    {},
    'public',
  ],
  ['silent where no cookie is set', () => new Response(), KNOWN, null],
]
