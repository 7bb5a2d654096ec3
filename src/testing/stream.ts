import { poll } from './poll.js'

/** What a client is told when something changed; it then fetches the item itself. */
export interface StreamMessage {
  event: 'create' | 'patch' | 'delete'
  domain: 'flag' | 'target-segment'
  identifier: string
  version: number
}

/** The open streams of a config API. */
export interface ChangeStream {
  /** Tells every open stream. Nobody hears later what was said while they were away, as with the real service. */
  push(message: StreamMessage): void
  /** Opens one more stream; `signal` is the request's. */
  open(signal: AbortSignal): ReadableStream<Uint8Array>
  /** Ends every open stream, without a last word. */
  closeAll(): void
  /** How many streams are open. */
  readonly size: number
}

/**
 * Creates the server side of the event stream.
 *
 * @param heartbeatMs a comment line is sent after so many milliseconds of silence
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
          // One message or one heartbeat per chunk, never both: the Node SDK throws away a whole chunk whose
          // first line is a heartbeat.
          async pull(controller) {
            await poll(() => over() || listener.queue.length > 0, heartbeatMs)
            if (over()) {
              signal.removeEventListener('abort', leave)
              // Throws when it was the reader who left: the stream is closed already.
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
        // Nothing is prepared ahead of the reader, so a stream that nobody reads runs no timer.
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
