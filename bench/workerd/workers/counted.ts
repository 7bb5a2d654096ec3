/**
 * Wraps an app: its KV reads are counted, and its clock moves only when it is set.
 *
 *     /                            the app
 *     /reads                       the KV reads since the isolate began
 *     /slow?milliseconds=          makes each read take so much longer
 *     /forward?seconds=            sets the clock forward
 *     /simulate?requests=&seconds= requests of different visitors, spread evenly over the time
 */
import { PLACE } from './place.js'

interface App {
  fetch(request: Request, env: object, context: object | undefined): Response | Promise<Response>
}

interface Namespace {
  get(...parameters: unknown[]): Promise<string | null>
}

export const counted = (app: App) => {
  let now = Date.UTC(2026, 10, 1)
  Date.now = () => now

  let reads = 0
  let slow = 0
  let pending: Promise<unknown>[] = []
  let bindings: object | undefined
  const bindingsOf = (env: { readonly FLAGS: Namespace }): object => {
    const FLAGS: Namespace = {
      get(...parameters) {
        reads++
        const pause = new Promise((resolve) => setTimeout(resolve, slow))
        const read = pause.then(() => env.FLAGS.get(...parameters))
        pending.push(read)
        return read
      },
    }
    return { ...env, FLAGS }
  }

  const simulate = async (env: object, requests: number, seconds: number): Promise<string> => {
    const context = { waitUntil() {}, passThroughOnException() {} }
    let right = 0
    for (let place = 0; place < requests; place++) {
      const cookie = `burgee_id=00000000-0000-4000-8000-${String(place).padStart(12, '0')}`
      const request = new Request('https://bench.example/', { headers: { cookie }, cf: PLACE } as RequestInit)
      const response = await app.fetch(request, env, context)
      if (response.status === 200 && (await response.text()).startsWith('011')) right++
      now += (seconds * 1000) / requests
      if (pending.length > 0) {
        await Promise.all(pending) // reads after a response take no simulated time
        await new Promise((resolve) => setTimeout(resolve))
        pending = []
      }
    }
    return String(right)
  }

  return {
    async fetch(request: Request, env: { readonly FLAGS: Namespace }, context: object) {
      bindings ??= bindingsOf(env)
      const { pathname, searchParams } = new URL(request.url)
      const number = (name: string) => Number(searchParams.get(name))
      switch (pathname) {
        case '/reads':
          return new Response(String(reads))
        case '/slow':
          slow = number('milliseconds')
          return new Response('slow')
        case '/forward':
          now += number('seconds') * 1000
          return new Response('forward')
        case '/simulate':
          return new Response(await simulate(bindings, number('requests'), number('seconds')))
        default:
          return app.fetch(request, bindings, context)
      }
    },
  }
}
