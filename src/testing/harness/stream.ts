import { poll } from '../poll.js'

/** A message about a change. The client then fetches the item itself. */
export interface StreamMessage {
  event: 'create' | 'patch' | 'delete'
  domain: 'flag' | 'target-segment'
  identifier: string
  version: number
}

/** The open streams of a Harness test API. */
export interface ChangeStream {
  /** Sends a message to every open stream. A stream that opens later misses it, as with the real service. */
  push(message: StreamMessage): void
  /** Opens a stream; `signal` is the request's. */
  open(signal: AbortSignal): ReadableStream<Uint8Array>
  /** Ends every open stream, without a last message. */
  closeAll(): void
  /** How many streams are open. */
  readonly size: number
}

/**
 * Creates the server side of the event stream.
 *
 * @param heartbeatMs milliseconds of silence before a stream sends a comment line
 */
export function createChangeStream(heartbeatMs: number): ChangeStream {
  const listeners = new Set<{ queue: StreamMessage[] }>()
  const encoder = new TextEncoder()

  return {
    push(message) {
      for (const listener of listeners) listener.queue.push(message)
    },

    open(signal) {
      const listener = { queue: [] as StreamMessage[] }
      listeners.add(listener)
      const leave = () => listeners.delete(listener)
      const over = () => !listeners.has(listener)
      signal.addEventListener('abort', leave, { once: true })

      return new ReadableStream<Uint8Array>(
        {
          // One message or one heartbeat in a chunk, never both: the Node SDK drops a whole chunk if its first line is
          // a heartbeat.
          async pull(controller) {
            await poll(() => over() || listener.queue.length > 0, heartbeatMs)
            if (over()) {
              signal.removeEventListener('abort', leave)
              // Throws if the reader has left, because the stream is closed already.
              try {
                controller.close()
              } catch {}
              return
            }
            const message = listener.queue.shift()
            controller.enqueue(
              encoder.encode(message ? `data: ${JSON.stringify(message)}\n\n` : ': heartbeat\n\n'),
            )
          },
          cancel() {
            signal.removeEventListener('abort', leave)
            leave()
          },
        },
        // Prepares nothing before the reader asks, so a stream without a reader runs no timer.
        { highWaterMark: 0 },
      )
    },

    closeAll() {
      listeners.clear()
    },

    get size() {
      return listeners.size
    },
  }
}
