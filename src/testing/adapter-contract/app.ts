import type { Logger } from '../../events/log.js'
import type { WaitUntil } from '../../metrics/wait-until.js'
import { compileHarness } from '../../providers/harness/compile.js'
import type { RequestFlagsOptions } from '../../request/options.js'
import type { AdapterUnderTest, Respond } from './adapter.js'

/** A snapshot with one boolean flag, `dark-mode`, that serves this value to every target. */
export const snapshotServing = (dark: boolean): string =>
  compileHarness({
    flags: [
      {
        feature: 'dark-mode',
        kind: 'boolean',
        state: 'on',
        variations: [
          { identifier: 'on', value: 'true' },
          { identifier: 'off', value: 'false' },
        ],
        offVariation: 'off',
        defaultServe: { variation: dark ? 'on' : 'off' },
      },
    ],
  }).snapshot

/** A store with a snapshot. It counts its reads, which take a moment, as those of a network do. */
export const createStore = (text: string) => {
  const store = {
    reads: 0,
    async read(): Promise<string> {
      store.reads++
      await pause()
      return text
    },
    async write(): Promise<void> {},
  }
  return store
}

/** A turn of the timers, and a little more. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

/** A logger that keeps its lines. */
export const recordLines = () => {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  return { logger, withCode: (code: number) => lines.filter((line) => line.includes(`SDKCODE:${code}`)) }
}

/** What a request saw of its flags. */
export interface Seen {
  readonly dark: boolean
  readonly source: string
  readonly identifier: string | null
  readonly anonymous: boolean
  readonly attributes: Readonly<Record<string, unknown>>
}

const showFlags: Respond = (flags) => {
  const { identifier = null, anonymous = false, attributes = {} } = flags.target ?? {}
  const seen: Seen = {
    dark: flags.boolVariation('dark-mode', false),
    source: flags.snapshot.source,
    identifier,
    anonymous,
    attributes,
  }
  return Response.json(seen)
}

export interface Visit {
  readonly headers?: Readonly<Record<string, string>>
  readonly cf?: Readonly<Record<string, unknown>>
  readonly env?: object | undefined
  readonly waitUntil?: WaitUntil | undefined
}

const createRequest = ({ headers, cf }: Visit): Request => {
  // `cf` is an init option in workerd. Other runtimes ignore it, so there it becomes a property.
  const init = { headers: { ...headers }, ...(cf && { cf }) }
  const request = new Request('https://app.test/', init)
  return cf && !('cf' in request) ? Object.assign(request, { cf }) : request
}

/**
 * An app with the adapter. It logs nothing, counts nothing and has a store that serves `dark-mode`, unless the options
 * say otherwise.
 */
export const createTestApp = (
  adapter: AdapterUnderTest,
  options: RequestFlagsOptions<unknown> = {},
  respond: Respond = showFlags,
) => {
  const send = adapter.createApp(
    { logLevel: 'silent', metrics: false, store: createStore(snapshotServing(true)), ...options },
    respond,
  )
  const visit = async (visit: Visit = {}): Promise<Response> =>
    send(createRequest(visit), visit.env, visit.waitUntil)
  return {
    visit,
    see: async (request?: Visit): Promise<Seen> => (await visit(request)).json() as Promise<Seen>,
  }
}

export const cookiesOf = ({ headers }: Response): readonly string[] =>
  (headers as unknown as { getSetCookie(): string[] }).getSetCookie()

export const cookieNames = (response: Response): readonly string[] =>
  cookiesOf(response).map((cookie) => cookie.split('=', 1)[0] ?? '')

/** The identifier in the anonymous cookie that a response sets. Undefined if it does not set it. */
export const newIdOf = (response: Response): string | undefined =>
  cookiesOf(response)
    .find((cookie) => cookie.startsWith('burgee_id='))
    ?.split(/[=;]/)[1]
