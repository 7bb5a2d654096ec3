/** examples/vercel, in Vercel's edge runtime: its middleware, its cron's route, and its pages. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../kit/bundle.js'
import { runVercelExample } from './run-vercel.js'

let example: Awaited<ReturnType<typeof runVercelExample>>

beforeAll(async () => {
  example = await runVercelExample()
})

afterAll(async () => {
  await example?.edge.stop()
  example?.world.api.close()
})

const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(new URL(path, example.edge.url), { headers, redirect: 'manual' })

const runCron = () => {
  const { path } = (
    JSON.parse(readFileSync(`${ROOT}examples/vercel/vercel.json`, 'utf8')) as { crons: { path: string }[] }
  ).crons[0] ?? { path: '' }
  return get(path, { authorization: `Bearer ${example.world.cronEnv.CRON_SECRET}` })
}

it('serves the old page before the cron has run', async () => {
  expect(await (await get('/', { 'x-vercel-ip-country': 'DE' })).text()).toContain('old home')
})

it('publishes when the cron calls, and refuses other callers', async () => {
  expect((await get('/api/refresh')).status).toBe(401)
  const response = await runCron()
  expect([response.status, await response.json()]).toMatchObject([
    200,
    { status: 'published', flags: 1, issues: 0 },
  ])
})

it('then serves the new page if the flag is on, and redirects other visitors away from it', async () => {
  const germany = await get('/', { 'x-vercel-ip-country': 'DE' })
  expect(await germany.text()).toContain('new home')
  expect(germany.headers.get('set-cookie')).toMatch(/^burgee_id=[\da-f-]{36}; .*HttpOnly/)
  expect(await (await get('/', { 'x-vercel-ip-country': 'FR' })).text()).toContain('old home')
  const curious = await get('/new-home', { 'x-vercel-ip-country': 'FR' })
  expect([curious.status, new URL(curious.headers.get('location') ?? '').pathname]).toEqual([302, '/'])
})

it('logs numbered lines, and no secret', () => {
  const { edge, world } = example
  const log = edge.lines.join('\n')
  expect(log).toContain('SDKCODE:9000')
  for (const secret of [world.api.sdkKey, ...Object.values(world.cronEnv), 'read-token']) {
    expect(log).not.toContain(secret)
  }
})
