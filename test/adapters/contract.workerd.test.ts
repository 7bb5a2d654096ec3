/** The contract of adapters, by Hono, each of itty's routers, and a plain Worker, in workerd. */

import { type FlagsEnv, featureFlags } from 'burgee/hono'
import { type AdapterUnderTest, adapterContract } from 'burgee/testing'
import { fetchWithFlags, type WorkerContext } from 'burgee/worker'
import { Hono } from 'hono'
import { describe, it } from 'vitest'
import { ittyApp, ROUTER_NAMES } from '../kit/itty.js'

const hono: AdapterUnderTest = {
  createApp(options, respond) {
    const app = new Hono<FlagsEnv>()
    app.use(featureFlags(options))
    app.all('*', (c) => respond(c.get('flags')))
    return (request, env, waitUntil) =>
      app.fetch(request, env, waitUntil && { waitUntil, passThroughOnException() {}, props: {} })
  },
}

const worker: AdapterUnderTest = {
  createApp(options, respond) {
    const fetch = fetchWithFlags<Request, object | undefined, WorkerContext>(
      (_request, _env, _context, flags) => respond(flags),
      options,
    )
    return (request, env, waitUntil) => fetch(request, env, { waitUntil } as WorkerContext)
  },
}

const itty = (router: string): AdapterUnderTest => ({
  createApp(options, respond) {
    const fetch = ittyApp(router, options, (routes) => routes.get('/', ({ flags }) => respond(flags)))
    return (request, env, waitUntil) => fetch(request, env, { waitUntil })
  },
})

describe.each<[string, AdapterUnderTest]>([
  ['featureFlags of burgee/hono', hono],
  ['fetchWithFlags of burgee/worker', worker],
  ...ROUTER_NAMES.map((router): [string, AdapterUnderTest] => [`${router} with burgee/itty`, itty(router)]),
])('%s', (_, adapter) => {
  for (const { name, run } of adapterContract(adapter)) it(name, run)
})
