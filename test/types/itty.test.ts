/** What the types of burgee/itty promise: handlers need no cast, in any of itty's routers. */
import { type Flags, type FlagsRequest, featureFlags } from 'burgee/itty'
import { scheduledRefresh } from 'burgee/refresh'
import { AutoRouter, type IRequestStrict, IttyRouter, json, Router } from 'itty-router'
import { describe, expectTypeOf, it } from 'vitest'

interface Env {
  readonly OTHER: KVNamespace
}

const { withFlags, finishFlags } = featureFlags({
  target: (request) => ({ identifier: request.headers.get('x-id') ?? request['user'].id }),
})

describe('request.flags is typed', () => {
  it('in a Router of FlagsRequest, which is a Worker', () => {
    const router = Router<FlagsRequest, [Env, ExecutionContext]>({
      before: [withFlags],
      finally: [json, finishFlags],
    })
    router.get('/:id', ({ flags, params }, env, ctx) => {
      expectTypeOf(flags).toEqualTypeOf<Flags>()
      expectTypeOf(params['id']).toEqualTypeOf<string | undefined>()
      expectTypeOf(env).toEqualTypeOf<Env>()
      expectTypeOf(ctx).toEqualTypeOf<ExecutionContext>()
    })
    const worker = { fetch: router.fetch, scheduled: scheduledRefresh() }
    worker satisfies ExportedHandler<Env>
  })

  it('after withFlags in any router’s chain, and in a route of its own', () => {
    IttyRouter()
      .all('*', withFlags)
      .get('/', ({ flags }) => expectTypeOf(flags).toEqualTypeOf<Flags>())
    Router<IRequestStrict>().get('/', withFlags, ({ flags }) => {
      expectTypeOf(flags).toEqualTypeOf<Flags>()
    })
  })

  it('if a handler’s request is annotated', () => {
    AutoRouter({ before: [withFlags], finally: [finishFlags] }).get('/', ({ flags }: FlagsRequest) => {
      expectTypeOf(flags).toEqualTypeOf<Flags>()
    })
  })
})

it('finishFlags gives back the type that it is given', () => {
  const request = new Request('https://app.test/')
  expectTypeOf(finishFlags(new Response(), request)).toEqualTypeOf<Response>()
  expectTypeOf(finishFlags(undefined, request)).toEqualTypeOf<undefined>()
})
