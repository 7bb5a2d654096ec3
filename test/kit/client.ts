import { request } from 'node:http'
import { PATIENCE } from './wait.js'

/** What came of a request: its status and body, or the reason why it failed. */
export interface Outcome {
  readonly status?: number | undefined
  readonly body?: unknown
  readonly failed?: string
}

export interface Visit {
  readonly outcome: Promise<Outcome>
  /** The client goes away. Its connection is reset: one that is merely closed could still be read from. */
  leave(): void
}

export interface VisitOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds to wait for a response. Default: longer than any response takes. */
  readonly patience?: number
}

/** For visitors who are expected to get no response. */
export const NOT_LONG = { patience: 2_000 } as const

/** A request over its own connection. The response is JSON. Its outcome never rejects. */
export const visit = (
  url: URL,
  path: string,
  { headers = {}, patience = PATIENCE }: VisitOptions = {},
): Visit => {
  const sent = request(new URL(path, url), { agent: false, headers })
  const outcome = new Promise<Outcome>((resolve) => {
    const timer = setTimeout(() => {
      resolve({ failed: `no response within ${patience} ms` })
      sent.destroy()
    }, patience)
    sent.once('close', () => clearTimeout(timer))
    sent.on('error', ({ message }) => resolve({ failed: message }))
    sent.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.once('end', () => resolve({ status: response.statusCode, body: parse(text) }))
    })
    sent.end()
  })
  return { outcome, leave: () => sent.socket?.resetAndDestroy() }
}

export const visits = (count: number, url: URL, path: string, options?: VisitOptions): Visit[] =>
  Array.from({ length: count }, () => visit(url, path, options))

export const outcomes = (visits: readonly Visit[]): Promise<Outcome[]> =>
  Promise.all(visits.map(({ outcome }) => outcome))

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
