/**
 * The OpenFeature server SDK on Cloudflare Workers, its flags in Workers KV.
 *
 * In a clone, with no account: `npm ci && npm run example -- openfeature`, with flags from worker/demo/config.json, then
 *
 *     curl 'http://localhost:8787/?user=ada&plan=pro'
 *     curl -X POST 'http://localhost:8787/buy?user=ada'
 *
 * Until the cron has published, it serves the snapshot that is bundled below. On Cloudflare: what the comments in
 * wrangler.toml say, then `npx wrangler deploy` in this folder.
 */
/// <reference types="@cloudflare/workers-types" />
import { env, waitUntil } from 'cloudflare:workers'
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk'
import { compileHarness, harness } from 'burgee/harness'
import { kv } from 'burgee/kv'
import { burgeeProvider } from 'burgee/openfeature'
import { scheduledRefresh } from 'burgee/refresh'

// What is served until KV has something: flags as Harness's API has them.
const { snapshot } = compileHarness({
  flags: [
    {
      feature: 'express-payment',
      kind: 'boolean',
      state: 'on',
      variations: [
        { identifier: 'yes', value: 'true' },
        { identifier: 'no', value: 'false' },
      ],
      offVariation: 'no',
      defaultServe: { variation: 'no' },
      rules: [
        {
          ruleId: 'pro',
          clauses: [{ attribute: 'plan', op: 'equal', values: ['pro'] }],
          serve: { variation: 'yes' },
        },
      ],
    },
  ],
})

const { FLAGS } = env as unknown as { readonly FLAGS: KVNamespace }

const provider = burgeeProvider(
  { provider: harness(), store: kv(FLAGS), env, snapshot },
  {
    waitUntil, // of whichever request evaluates: newer flags are looked for, and counts sent, behind its response
    onTrack: ({ name, target, details }) => console.log('tracked', name, target?.identifier, details.value),
  },
)

const client = OpenFeature.getClient()
client.addHandler(ProviderEvents.ConfigurationChanged, (event) => console.log('changed', event?.flagsChanged))

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    const user = { targetingKey: searchParams.get('user') ?? '', plan: searchParams.get('plan') ?? 'free' }
    // Each request of a cold isolate reads KV for itself: Workers ends a promise with the request that made it, so none
    // is shared, and there is no setProviderAndWait here. A provider with flags is ready at once; set again, it stays.
    if (await provider.load()) OpenFeature.setProvider(provider)
    if (pathname === '/buy' && request.method === 'POST') {
      client.track('bought', user, { value: 9.9 })
      return new Response('thank you')
    }
    return Response.json(await client.getBooleanDetails('express-payment', false, user))
  },
  scheduled: scheduledRefresh({ provider: harness() }),
} satisfies ExportedHandler<Cloudflare.Env>
