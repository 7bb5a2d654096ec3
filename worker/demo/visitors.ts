import type { Report } from '../report.js'

/** A visitor of the worker: headers that say who they are, and a cookie jar. */
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
  { name: 'stranger', headers: {}, cookie: '' },
]

/** Asks the worker for `GET /flags` as this visitor. */
export const visit = async (url: string, visitor: Visitor): Promise<Report> => {
  const response = await fetch(`${url}/flags`, {
    headers: { ...visitor.headers, ...(visitor.cookie && { cookie: visitor.cookie }) },
  })
  if (!response.ok) throw new Error(`GET /flags answered ${response.status} to ${visitor.name}`)
  const cookie = response.headers.get('set-cookie')
  if (cookie !== null) visitor.cookie = cookie.split(';')[0] ?? ''
  return (await response.json()) as Report
}
