import { request } from 'node:http'

/** What came of a request: its status and body, or why there is none. */
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

/** Milliseconds. Longer than anything that is not stuck takes here. */
const PATIENCE = 6_000

/** A request over a connection of its own, whose answer is JSON. Its outcome never rejects. */
export const visit = (url: URL, path: string, headers: Readonly<Record<string, string>> = {}): Visit => {
  const sent = request(new URL(path, url), { agent: false, headers })
  const outcome = new Promise<Outcome>((resolve) => {
    const timer = setTimeout(() => {
      resolve({ failed: `no answer within ${PATIENCE} ms` })
      sent.destroy()
    }, PATIENCE)
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

export const visits = (count: number, url: URL, path: string): Visit[] =>
  Array.from({ length: count }, () => visit(url, path))

export const outcomes = (visits: readonly Visit[]): Promise<Outcome[]> =>
  Promise.all(visits.map(({ outcome }) => outcome))

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
