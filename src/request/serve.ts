import type { Flags } from '../client/flags.js'
import type { WaitUntil } from '../metrics/wait-until.js'
import { targetFrom } from '../visitor/check.js'
import {
  type Recognised,
  recogniseTarget,
  type TargetOptions,
  type TargetRequest,
} from '../visitor/recipe.js'
import { anonymousCookie, type SerializeCookie } from './anonymous-cookie.js'
import { createClients } from './clients.js'
import { checkOptions, type RequestFlagsOptions } from './options.js'

/** What one request is given. */
export interface Served {
  readonly flags: Flags
  /** What its response must carry as a `Set-Cookie` header besides its own; undefined where nothing. */
  readonly setCookie: string | undefined
}

/**
 * Gives a request its flags: at once where the isolate has a snapshot, else after one read of the store. Never
 * throws, never rejects.
 *
 * @param context what a `target` function of the app's is given
 * @param env the bindings
 */
export type Serve<Context> = (
  context: Context,
  from: TargetRequest,
  env: object,
  waitUntil: WaitUntil,
) => Served | Promise<Served>

/**
 * What all adapters share: options checked, a client for each set of bindings, a target for each request.
 *
 * @throws TypeError at once, where an option is out of range
 * @throws SnapshotError at once, where the bundled snapshot is not one that this version reads
 */
export const createServe = <Context>(
  options: RequestFlagsOptions<Context>,
  serialize: SerializeCookie,
): Serve<Context> => {
  checkOptions(options, serialize)
  const clientOf = createClients(options)
  const { target = {} } = options

  return (context, from, env, waitUntil) => {
    const client = clientOf(env)
    const { cache, log } = client
    const serve = (loaded: boolean): Served => {
      const { target: who, newId }: Recognised =
        typeof target === 'function'
          ? { target: targetFrom(() => target(context), log) }
          : recogniseTarget(from, target, log)
      return {
        flags: client.view(who, waitUntil, loaded),
        setCookie: newId && anonymousCookie(serialize, newId, (target as TargetOptions).anonymous),
      }
    }
    return cache.mustLoad ? cache.load().then(() => serve(true)) : serve(false)
  }
}
