import { type Listening, listen } from './listen.js'

/** The counts that `worker/sink.ts` posts, added up. */
export interface ReceivedCounts extends Listening {
  /** By `flag/variation`. */
  readonly received: Readonly<Record<string, number>>
  /** Bodies that the sink should not send. */
  readonly refused: readonly string[]
}

/** Receives counts on a free port of this machine. */
export const receiveCounts = async (): Promise<ReceivedCounts> => {
  const received: Record<string, number> = {}
  const refused: string[] = []
  const listening = await listen(async (request) => {
    const body = await request.text()
    try {
      for (const { flag, variation, count } of JSON.parse(body)) {
        if (!Number.isInteger(count)) throw new TypeError('count is not a whole number')
        const name = `${flag}/${variation}`
        received[name] = (received[name] ?? 0) + count
      }
      return new Response(null, { status: 204 })
    } catch {
      refused.push(body)
      return new Response('expected [{ flag, variation, count }]', { status: 400 })
    }
  })
  return { ...listening, received, refused }
}
