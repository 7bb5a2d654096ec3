/** examples/openfeature, in workerd with wrangler. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveHarnessApi } from '../../worker/demo/serve-api.js'
import { type RunningWorker, startWorker } from '../../worker/demo/wrangler.js'
import { boolFlag, ids } from '../conformance/build.js'
import { eventually } from '../kit/wait.js'

const published = boolFlag('express-payment', {
  variationToTargetMap: [{ variation: 'on', targets: ids('bob') }],
})

let harness: Awaited<ReturnType<typeof serveHarnessApi>>
let worker: RunningWorker

beforeAll(async () => {
  harness = await serveHarnessApi({ flags: [published] })
  worker = await startWorker({
    entry: 'examples/openfeature/wrangler.jsonc',
    vars: harness.bindings,
  })
})

afterAll(async () => {
  await worker?.stop()
  await harness?.close()
})

const details = async (query: string): Promise<unknown> => (await fetch(`${worker.url}/?${query}`)).json()

it('serves the bundled flags until the cron has published', async () => {
  expect(await details('user=ada&plan=pro')).toMatchObject({
    value: true,
    variant: 'yes',
    reason: 'TARGETING_MATCH',
    flagMetadata: { ruleId: 'pro', provider: 'harness' },
  })
  expect(await details('user=bob')).toMatchObject({ value: false, variant: 'no', reason: 'DEFAULT' })
  expect(harness.api.count('flags'), 'no request asks Harness').toBe(0)
})

it('passes tracked events on', async () => {
  expect(await (await fetch(`${worker.url}/buy?user=ada`, { method: 'POST' })).text()).toBe('thank you')
  await eventually(() => expect(worker.output()).toContain('tracked bought ada 9.9'))
})

it('serves what the cron publishes, and emits the change', async () => {
  await worker.fireCron()
  await eventually(
    async () => expect(await details('user=bob')).toMatchObject({ value: true, variant: 'on' }),
    500,
  )
  await eventually(() => expect(worker.output()).toMatch(/changed \[ 'express-payment' \]/))
})
