/** The example in examples/openfeature, in workerd through wrangler, as its header says. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveConfigApi } from '../../worker/demo/config-api.js'
import { type RunningWorker, startWorker } from '../../worker/demo/wrangler.js'
import { boolFlag, ids } from '../conformance/build.js'
import { eventually } from '../kit/wait.js'

const published = boolFlag('express-payment', {
  variationToTargetMap: [{ variation: 'on', targets: ids('bob') }],
})

let config: Awaited<ReturnType<typeof serveConfigApi>>
let worker: RunningWorker

beforeAll(async () => {
  config = await serveConfigApi({ flags: [published] })
  worker = await startWorker({
    entry: 'examples/openfeature/wrangler.toml',
    vars: {
      HARNESS_SDK_KEY: config.api.sdkKey,
      HARNESS_BASE_URL: config.url,
      HARNESS_EVENTS_URL: config.url,
    },
  })
})

afterAll(async () => {
  await worker?.stop()
  await config?.close()
})

const details = async (query: string): Promise<unknown> => (await fetch(`${worker.url}/?${query}`)).json()

it('serves the bundled flags before there is a publication', async () => {
  expect(await details('user=ada&plan=pro')).toMatchObject({
    value: true,
    variant: 'yes',
    reason: 'TARGETING_MATCH',
    flagMetadata: { ruleId: 'pro', provider: 'harness' },
  })
  expect(await details('user=bob')).toMatchObject({ value: false, variant: 'no', reason: 'DEFAULT' })
  expect(config.api.count('flags'), 'no request asks the config API').toBe(0)
})

it('tracks', async () => {
  expect(await (await fetch(`${worker.url}/buy?user=ada`, { method: 'POST' })).text()).toBe('thank you')
  await eventually(() => expect(worker.output()).toContain('tracked bought ada 9.9'))
})

it('serves what the cron publishes, and hears that it changed', async () => {
  await worker.fireCron()
  await eventually(
    async () => expect(await details('user=bob')).toMatchObject({ value: true, variant: 'on' }),
    500,
  )
  await eventually(() => expect(worker.output()).toMatch(/changed \[ 'express-payment' \]/))
})
