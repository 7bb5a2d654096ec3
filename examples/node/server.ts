/**
 * A server on Node, with its snapshot in Redis or in a folder. unstorage has drivers for many other places. Any number
 * of servers read the snapshot. A cron job runs `refresh` every minute, which writes it.
 *
 *     npx tsx examples/node/server.ts            serves on http://localhost:3000 (PORT)
 *     npx tsx examples/node/server.ts refresh    fetches from Harness, publishes changes, and prints the result
 *
 * It runs as it is, with the snapshot in the folder `.flags`. It serves the bundled flag until there is a snapshot.
 * Set REDIS_URL to keep the snapshot in Redis. `refresh` needs HARNESS_SDK_KEY, a server SDK key.
 */
/// <reference types="node" />
import { serve } from '@hono/node-server'
import { compileHarness, harness } from 'burgee/harness'
import { type FeatureFlagsOptions, type FlagsEnv, featureFlags } from 'burgee/hono'
import { scheduledRefresh } from 'burgee/refresh'
import { unstorage } from 'burgee/unstorage'
import { Hono } from 'hono'
import { createStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import redisDriver from 'unstorage/drivers/redis'

const { env } = process

const bundled = compileHarness({
  flags: [
    {
      feature: 'dark-mode',
      kind: 'boolean',
      state: 'off',
      variations: [
        { identifier: 'true', value: 'true' },
        { identifier: 'false', value: 'false' },
      ],
      offVariation: 'false',
      defaultServe: { variation: 'true' },
    },
  ],
})

const storage = createStorage({
  driver: env['REDIS_URL']
    ? redisDriver({ url: env['REDIS_URL'], maxRetriesPerRequest: 1 }) // otherwise it retries for ten seconds
    : fsDriver({ base: env['FLAGS_FOLDER'] ?? '.flags' }),
})

/** The options of the middleware and of the refresh. Node has no bindings, so the key is an option. */
const options: FeatureFlagsOptions = {
  provider: harness({
    sdkKey: env['HARNESS_SDK_KEY'],
    baseUrl: env['HARNESS_BASE_URL'],
    eventsUrl: env['HARNESS_EVENTS_URL'],
  }),
  store: unstorage(storage),
  snapshot: bundled.snapshot,
  ttl: 5,
  metrics: { flushInterval: 5 },
}

const app = new Hono<FlagsEnv>()
app.use(featureFlags(options))
app.get('/', (c) => c.text(c.get('flags').boolVariation('dark-mode', false) ? 'dark' : 'light'))

if (process.argv[2] === 'refresh') {
  const { status } = await scheduledRefresh(options)(env)
  console.log(status)
  process.exitCode = status === 'failed' ? 1 : 0
  await storage.dispose()
} else {
  const server = serve({ fetch: app.fetch, port: Number(env['PORT'] ?? 3000) }, ({ port }) => {
    console.log(`http://localhost:${port}`)
  })
  // The process ends after the last responses and counts are sent.
  process.once('SIGTERM', () => {
    server.close()
    void storage.dispose()
  })
}
