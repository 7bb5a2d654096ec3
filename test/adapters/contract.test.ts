/** The contract of adapters, by Vercel's middleware and by createRequestFlags itself, on Node. */
import { createRequestFlags, withCookie } from 'burgee/request'
import { type AdapterUnderTest, adapterContract } from 'burgee/testing'
import { flagsMiddleware, type MiddlewareContext } from 'burgee/vercel'
import { describe, it } from 'vitest'

const vercel: AdapterUnderTest = {
  takesBindings: false, // they are the environment variables
  createApp(options, respond) {
    const middleware = flagsMiddleware((_request, flags) => respond(flags), options)
    return async (request, _env, waitUntil) => {
      const response = await middleware(request, { waitUntil } as MiddlewareContext)
      return response as Response
    }
  },
}

const bare: AdapterUnderTest = {
  createApp(options, respond) {
    const flagsOf = createRequestFlags<unknown>(options)
    return async (request, env, waitUntil) => {
      const { flags, setCookie } = await flagsOf({ request, context: request, env, waitUntil })
      const response = await respond(flags)
      return setCookie ? withCookie(response, setCookie) : response
    }
  },
}

describe.each<[string, AdapterUnderTest]>([
  ['flagsMiddleware of burgee/vercel', vercel],
  ['createRequestFlags of burgee/request', bare],
])('%s', (_, adapter) => {
  for (const { name, run } of adapterContract(adapter)) it(name, run)
})
