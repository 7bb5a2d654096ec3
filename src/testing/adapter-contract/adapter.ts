import type { Flags } from '../../client/flags.js'
import type { WaitUntil } from '../../metrics/wait-until.js'
import type { RequestFlagsOptions } from '../../request/options.js'

/** What answers each request of the app under test. */
export type Respond = (flags: Flags) => Response | Promise<Response>

/**
 * Sends one request to the app under test.
 *
 * @param env the bindings; undefined for none
 * @param waitUntil undefined if the platform has none
 */
export type Send = (
  request: Request,
  env: object | undefined,
  waitUntil: WaitUntil | undefined,
) => Response | Promise<Response>

/** An adapter, as {@link adapterContract} tests it. */
export interface AdapterUnderTest {
  /**
   * Makes an app with the adapter and one handler, for every path.
   *
   * @param options to pass to the adapter as they are
   * @param respond the handler: call it with the request's flags
   */
  createApp(options: RequestFlagsOptions<unknown>, respond: Respond): Send
  /**
   * False if the adapter finds its bindings elsewhere, as in `process.env`, or if `store` has no default there. The cases
   * about bindings are then left out. Default: true.
   */
  readonly takesBindings?: boolean
}
