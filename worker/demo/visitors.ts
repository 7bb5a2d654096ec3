import type { Report } from '../report.js'

/** Somebody who visits the worker: headers that say who, and a cookie jar. */
export interface Visitor {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  cookie: string
}

export const visitors = (): readonly [Visitor, Visitor, Visitor, Visitor] => [
  {
    name: 'ada',
    headers: { 'x-target-id': 'ada', 'x-plan': 'pro', 'x-email': 'ada@acme.example' },
    cookie: '',
  },
  {
    name: 'bob',
    headers: { 'x-target-id': 'bob', 'x-plan': 'free', 'x-email': 'bob@mail.example' },
    cookie: '',
  },
  {
    name: 'mallory',
    headers: { 'x-target-id': 'mallory', 'x-plan': 'free', 'x-email': 'mallory@acme.example' },
    cookie: '',
  },
  { name: 'a stranger', headers: {}, cookie: '' },
]

/** What the worker tells this visitor at `GET /flags`. */
export const visit = async (url: string, visitor: Visitor): Promise<Report> => {
  const response = await fetch(`${url}/flags`, {
    headers: { ...visitor.headers, ...(visitor.cookie && { cookie: visitor.cookie }) },
  })
  if (!response.ok) throw new Error(`GET /flags answered ${response.status} to ${visitor.name}`)
  const cookie = response.headers.get('set-cookie')
  if (cookie !== null) visitor.cookie = cookie.split(';')[0] ?? ''
  return (await response.json()) as Report
}
