import { openSnapshot, type Snapshot } from '../../core/snapshot.js'
import { createLog, type Logger } from '../../events/log.js'
import { type Answer, isSourceError, type SourceFailure } from '../../providers/contract.js'
import type { ProviderUnderTest } from './provider.js'

/** A place to run a case in: a provider whose `fetch` is the API of the test, and what it logged. */
export interface World {
  readonly lines: readonly string[]
  /** Fetches once. @param seconds the time for it. Default: 10 */
  fetch(options?: { seconds?: number; published?: string; env?: object }): Promise<Answer>
}

type Respond = (request: Request) => Response | Promise<Response>

/** Runs a case with the API in the place of `fetch`, and puts `fetch` back. */
export const withApi = async (
  subject: ProviderUnderTest,
  respond: Respond,
  run: (world: World) => Promise<void>,
): Promise<void> => {
  const original = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const request = new Request(input as Request, init as RequestInit)
    return within(init?.signal, Promise.resolve(respond(request)))
  }
  try {
    const lines: string[] = []
    const write = (line: string) => void lines.push(line)
    const logger: Logger = { debug: write, info: write, warn: write, error: write }
    await run({
      lines,
      async fetch({ seconds = 10, published = '', env = subject.env } = {}) {
        const provider = subject.createProvider()
        const source = provider.source?.(env, createLog(logger, 'debug'))
        if (source === undefined) throw new Error('the provider has no source')
        const signal = AbortSignal.timeout(seconds * 1000)
        const deadline = Date.now() + seconds * 1000
        return source.fetch({ signal, deadline, maxAuthRetries: 0, published })
      },
    })
  } finally {
    globalThis.fetch = original
  }
}

/** Rejects when the signal aborts, as `fetch` does. */
const within = <T>(signal: AbortSignal | null | undefined, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })

/** What the API answers, compiled and opened. */
export const openAnswer = (subject: ProviderUnderTest, answer: Answer): Snapshot =>
  openSnapshot(answer.compile().snapshot, subject.createProvider().dialect, (key, problem) => {
    throw new Error(`the line of ${key} cannot be read: ${problem}`)
  })

/** Why an attempt failed. Throws if it did not, or not with a SourceError. */
export const failureOf = async (attempt: () => Promise<Answer>): Promise<SourceFailure> => {
  try {
    ;(await attempt()).compile()
  } catch (error) {
    if (isSourceError(error)) return error.failure
    throw new Error(`it failed with ${String(error)}, which is not a SourceError`)
  }
  throw new Error('it did not fail')
}
