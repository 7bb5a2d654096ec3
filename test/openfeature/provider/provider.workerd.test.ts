/** The server SDK and the provider inside workerd, for the flags of both providers. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { OpenFeature, ProviderStatus } from '@openfeature/server-sdk'
import type { MetricsBatch } from 'burgee'
import { compileFlagbase } from 'burgee/flagbase'
import { compileHarness } from 'burgee/harness'
import { kv } from 'burgee/kv'
import { burgeeProvider } from 'burgee/openfeature'
import { afterEach, expect, it } from 'vitest'
import { boolFlag, clause, rule } from '../../conformance/build.js'
import * as flagbase from '../../conformance/flagbase-build.js'
import { bindings, KEY } from '../../kit/workerd.js'

afterEach(() => OpenFeature.clearProviders())

/** Node’s SHA-256 puts ada into bucket 51 of `checkout`. */
const halves = flagbase.weighted({ control: 50, treatment: 50 })

it.each([
  [
    'harness',
    () =>
      compileHarness({
        flags: [boolFlag('checkout', { rules: [rule('on', [clause('plan', 'equal', 'pro')])] })],
      }),
    { value: 'none', errorCode: 'TYPE_MISMATCH' },
    { value: true, variant: 'on', reason: 'TARGETING_MATCH' },
  ],
  [
    'flagbase',
    () => compileFlagbase([flagbase.flag('checkout', { fallthroughVariations: halves })]),
    { value: 'treatment', variant: 'treatment', reason: 'SPLIT' },
    { value: false, errorCode: 'TYPE_MISMATCH' },
  ],
])('%s: a request reads its flags from KV', async (name, compile, asString, asBoolean) => {
  const { snapshot, dialect } = compile()
  await bindings.FLAGS.put(KEY, snapshot)
  const sent: MetricsBatch[] = []
  const sink = { send: async (batch: MetricsBatch) => void sent.push(batch) }
  const metrics = { flushInterval: 0.01 }
  const context = createExecutionContext()
  const provider = burgeeProvider(
    { store: kv(bindings.FLAGS), dialect, sink, metrics, logLevel: 'silent' },
    { waitUntil: (work) => context.waitUntil(work) },
  )
  expect(await provider.load()).toBe(true)
  OpenFeature.setProvider(name, provider)
  const client = OpenFeature.getClient(name)
  expect(client.providerStatus).toBe(ProviderStatus.READY)
  const ada = { targetingKey: 'ada', plan: 'pro' }
  expect(await client.getStringDetails('checkout', 'none', ada)).toMatchObject(asString)
  const boolean = await client.getBooleanDetails('checkout', false, ada)
  expect(boolean).toMatchObject({ ...asBoolean, flagMetadata: { provider: name } })
  await waitOnExecutionContext(context)
  expect(sent).toMatchObject([
    { evaluations: [{ flag: 'checkout', count: 1 }], targets: [{ identifier: 'ada' }] },
  ])
})
