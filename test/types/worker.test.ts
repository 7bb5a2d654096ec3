/** What the types of burgee/worker promise: handlers need no cast, and the result is a Worker. */
import type { Refresh } from 'burgee/refresh'
import { type Flags, fetchWithFlags, type WorkerContext, withFlags } from 'burgee/worker'
import { describe, expectTypeOf, it } from 'vitest'

interface Env {
  readonly OTHER: KVNamespace
}

interface Job {
  readonly id: string
}

const ok = () => new Response()

describe('withFlags', () => {
  it('types its arguments with the web’s own, and the bindings as they are annotated', () => {
    const worker = withFlags({
      fetch(request, env: Env, ctx, flags) {
        expectTypeOf(request).toEqualTypeOf<Request>()
        expectTypeOf(env).toEqualTypeOf<Env>()
        expectTypeOf(ctx).toEqualTypeOf<WorkerContext>()
        expectTypeOf(flags).toEqualTypeOf<Flags>()
        return ok()
      },
    })
    expectTypeOf(worker.scheduled).toEqualTypeOf<Refresh>()
    worker satisfies ExportedHandler<Env>
  })

  it('types them with the platform’s types if it must be one of its handlers', () => {
    withFlags({
      async fetch(request, env, ctx, flags) {
        expectTypeOf(request).toEqualTypeOf<Request<unknown, IncomingRequestCfProperties>>()
        expectTypeOf(env).toEqualTypeOf<Env>()
        expectTypeOf(ctx).toEqualTypeOf<ExecutionContext>()
        expectTypeOf(flags).toEqualTypeOf<Flags>()
        return ok()
      },
    }) satisfies ExportedHandler<Env>
  })

  it('keeps the types of all other handlers', () => {
    const worker = withFlags({
      fetch: (_request, _env: Env, ctx: ExecutionContext, flags) => {
        ctx.waitUntil(Promise.resolve())
        return Response.json(flags.all())
      },
      async queue(_batch: MessageBatch<Job>, _env: Env) {},
      async scheduled(_controller: ScheduledController, _env: Env) {},
    })
    worker satisfies ExportedHandler<Env, Job>
    expectTypeOf(worker.scheduled).toEqualTypeOf<
      (controller: ScheduledController, env: Env) => Promise<void>
    >()
    expectTypeOf(worker.queue).toEqualTypeOf<(batch: MessageBatch<Job>, env: Env) => Promise<void>>()
  })

  it('needs a fetch handler', () => {
    // @ts-expect-error it has no fetch
    expectTypeOf(() => withFlags({ queue() {} })).toBeFunction()
  })
})

describe('fetchWithFlags', () => {
  it('makes a handler that fits the platform’s type', () => {
    const worker = {
      fetch: fetchWithFlags(async (request, env, ctx, flags) => {
        expectTypeOf(request).toEqualTypeOf<Request<unknown, IncomingRequestCfProperties>>()
        expectTypeOf(env).toEqualTypeOf<Env>()
        expectTypeOf(ctx).toEqualTypeOf<ExecutionContext>()
        return Response.json(flags.all())
      }),
    } satisfies ExportedHandler<Env>
    expectTypeOf(worker.fetch).returns.toEqualTypeOf<Response | Promise<Response>>()
  })

  it('needs no type for the bindings', () => {
    const worker = {
      fetch: fetchWithFlags((_request, env, _ctx, flags) => {
        expectTypeOf(env).toEqualTypeOf<unknown>()
        return Response.json(flags.all())
      }),
    }
    worker satisfies ExportedHandler
  })

  it('gives a target function the request that the handler is given', () => {
    fetchWithFlags((_request: Request<unknown, IncomingRequestCfProperties>) => ok(), {
      target: ({ cf }) => ({ identifier: 'ada', attributes: { colo: cf?.colo } }),
    })
  })
})
