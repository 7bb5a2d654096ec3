/**
 * The demo's set-up, kept running to click around in: `npm run dev`, or `npm run dev -- --provider flagbase`.
 * Flags are read from the provider's JSON file whenever it is saved; the cron runs every five seconds.
 */
import { follow } from './follow.js'
import { providerFromArguments } from './provider.js'
import { startFlagbase, startHarness } from './upstream.js'
import { startWorker } from './wrangler.js'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))

const start = { harness: startHarness, flagbase: startFlagbase }[providerFromArguments('dev')]
const upstream = await start()
const worker = await startWorker({
  entry: upstream.entry,
  port: 8787,
  vars: { ...upstream.vars, FLAGS_TTL: '1' },
})
await follow(upstream, worker)

console.log(`
  the page      ${worker.url}/
  as JSON       ${worker.url}/flags
  health        ${worker.url}/healthz
  as somebody   curl -H 'x-target-id: ada' -H 'x-plan: pro' ${worker.url}/flags

  Edit ${upstream.file}, save, and reload the page within ten seconds. Ctrl+C ends it all.
`)
