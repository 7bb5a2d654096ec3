import type { IRequest } from 'itty-router'
import type { Flags } from '../../client/flags.js'
import * as codes from '../../events/codes.js'
import { createLog } from '../../events/log.js'
import type { WithProvider } from '../../providers/default-provider.js'
import type { RequestFlags } from '../../request/serve-request.js'
import { serveWebRequests } from '../../request/serve-web-requests.js'
import { withCookie } from '../../request/with-cookie.js'
import type { IttyFlagsOptions } from './options.js'

/**
 * itty's request, with flags.
 *
 * @example
 * const router = Router<FlagsRequest, [Env, ExecutionContext]>({ before: [withFlags], finally: [json, finishFlags] })
 */
export type FlagsRequest = IRequest & { flags: Flags }

/** The two stages of a request: before its handlers, and after them. Both are plain functions. */
export interface IttyFlags {
  /**
   * Middleware that sets `request.flags`. Returns a promise only if it has to wait for the store, and else nothing.
   * In nested routers it may run twice for a request: the second time changes nothing.
   *
   * @param env the worker's bindings. Default: none, so that every flag falls back
   * @param context has `waitUntil`. Default: none; the work goes on as long as the runtime lets it
   */
  readonly withFlags: (
    request: FlagsRequest,
    env?: object,
    context?: { waitUntil?(work: Promise<unknown>): void },
  ) => void | Promise<void>
  /**
   * Gives an anonymous visitor the cookie, once. Put it last in `finally`.
   *
   * @returns the response, or a copy of it if its headers cannot be changed. A value that is no `Response` stays as it
   *   is, with code 9008: `finishFlags` then stands before what makes the response, such as `json`
   */
  readonly finishFlags: <R>(response: R, request: Request) => R
}

/** What `featureFlags` does, with a provider. */
export const createStages = (options: WithProvider<IttyFlagsOptions>): IttyFlags => {
  const flagsOf = serveWebRequests<IRequest>(options, 'featureFlags')
  const log = createLog(options.logger, options.logLevel, options.events)
  /**
   * The property of a request that holds its new cookie until the response is there. A WeakMap would not do: a proxy,
   * such as that of itty's `withParams`, may stand for the request, and is another key.
   */
  const pending = Symbol('burgee')

  return {
    withFlags(request, env, context) {
      if (pending in request) return
      const accept = ({ flags, setCookie }: RequestFlags): void => {
        Object.assign(request, { flags, [pending]: { setCookie } })
      }
      const served = flagsOf({
        request,
        context: request,
        env,
        waitUntil: (work) => context?.waitUntil?.(work),
      })
      return served instanceof Promise ? served.then(accept) : accept(served)
    },

    finishFlags(response, request) {
      const state = (request as { [pending]?: { setCookie: string | undefined } })[pending]
      if (state?.setCookie === undefined || response === undefined) return response
      if (!(response instanceof Response)) {
        codes.leftOut(log, 'the cookie of the visitor: finishFlags must come after what makes a Response')
        return response
      }
      const { setCookie } = state
      state.setCookie = undefined
      return withCookie(response, setCookie) as typeof response
    },
  }
}
