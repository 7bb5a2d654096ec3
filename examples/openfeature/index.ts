/**
 * The OpenFeature server SDK on Cloudflare Workers, with flags in Workers KV.
 *
 * Run it in a clone, without an account: `npm ci && npm run example -- openfeature`. Then:
 *
 *     curl 'http://localhost:8787/?user=ada&plan=pro'
 *     curl -X POST 'http://localhost:8787/buy?user=ada'
 *
 * It serves the snapshot bundled below until the cron has published one.
 *
 * Deploy it: `npx wrangler deploy` in this folder, then `npx wrangler secret put HARNESS_SDK_KEY`.
 */
/// <reference types="@cloudflare/workers-types" />
import { env, waitUntil } from 'cloudflare:workers'
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk'
import { compileHarness, harness } from 'burgee/harness'
import { kv } from 'burgee/kv'
import { burgeeProvider } from 'burgee/openfeature'
import { scheduledRefresh } from 'burgee/refresh'

// Served until KV has a snapshot. The flags have the form of Harness's API.
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
    waitUntil, // of the request that evaluates: reads newer flags and sends counts after its response
    onTrack: ({ name, target, details }) => console.log('tracked', name, target?.identifier, details.value),
  },
)

const client = OpenFeature.getClient()
client.addHandler(ProviderEvents.ConfigurationChanged, (event) => console.log('changed', event?.flagsChanged))

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    const user = { targetingKey: searchParams.get('user') ?? '', plan: searchParams.get('plan') ?? 'free' }
    // Each request of a cold isolate reads KV on its own. On Workers a promise ends with the request that made it, so
    // requests cannot share one, and setProviderAndWait would. Setting a provider again has no effect.
    if (await provider.load()) OpenFeature.setProvider(provider)
    if (pathname === '/buy' && request.method === 'POST') {
      client.track('bought', user, { value: 9.9 })
      return new Response('thank you')
    }
    return Response.json(await client.getBooleanDetails('express-payment', false, user))
  },
  scheduled: scheduledRefresh({ provider: harness() }),
} satisfies ExportedHandler<Cloudflare.Env>
