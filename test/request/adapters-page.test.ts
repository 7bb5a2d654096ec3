/** docs/adapters.md: its adapter for SvelteKit passes the contract. test/docs checks the types. */
import { readFileSync } from 'node:fs'
import type { Flags, RequestFlagsOptions } from 'burgee/request'
import { type AdapterUnderTest, adapterContract } from 'burgee/testing'
import { describe, expect, it } from 'vitest'
import { bundleWorker, ROOT } from '../kit/bundle.js'

const page = readFileSync(`${ROOT}docs/adapters.md`, 'utf8')
const adapter = /^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? ''

describe('the adapter on the page', () => {
  it('is about 20 lines without its types', () => {
    const lines = adapter.slice(adapter.indexOf('export const')).trim().split('\n')
    expect(lines.length).toBeLessThanOrEqual(20)
  })
})

/** What `resolve` and the hook need of SvelteKit's event; test/docs checks the real types. */
interface Event {
  readonly request: Request
  readonly platform: object | undefined
  readonly locals: { flags?: Flags }
}

interface Page {
  readonly handleFlags: (
    options: RequestFlagsOptions<unknown>,
  ) => (input: { event: Event; resolve: (event: Event) => Promise<Response> }) => Promise<Response>
}

describe('the contract, with SvelteKit’s handle', async () => {
  const { code } = await bundleWorker({ code: adapter })
  const module = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  const { handleFlags } = (await import(/* @vite-ignore */ module)) as Page

  const svelteKit: AdapterUnderTest = {
    createApp(options, respond) {
      const handle = handleFlags(options)
      return async (request, env, waitUntil) => {
        const platform = { env, ctx: { waitUntil } }
        return handle({
          event: { request, platform, locals: {} },
          resolve: async ({ locals }) => respond(locals.flags as Flags),
        })
      }
    },
  }

  for (const { name, run } of adapterContract(svelteKit)) it(name, run)
})
