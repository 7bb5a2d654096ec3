/**
 * The demo's set-up, kept running to click around in: `npm run dev`, or `npm run dev -- --provider flagbase`.
 * Flags are read from the provider's JSON file whenever it is saved; the cron runs every five seconds.
 */
import { watchFile } from 'node:fs'
import { basename } from 'node:path'
import { providerFromArguments } from './provider.js'
import { startFlagbase, startHarness } from './upstream.js'
import { startWorker } from './wrangler.js'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))

const start = { harness: startHarness, flagbase: startFlagbase }[providerFromArguments('dev')]
const { entry, vars, file, reload } = await start()
const worker = await startWorker({ entry, port: 8787, vars: { ...vars, FLAGS_TTL: '1' } })
await worker.fireCron()

const takeFile = (): void => {
  try {
    reload()
  } catch (error) {
    console.error(
      `${basename(file)} was not taken: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
watchFile(file, { interval: 500 }, takeFile) // by name: editors replace files
setInterval(() => worker.fireCron().catch((error: unknown) => console.error(error)), 5_000)

console.log(`
  the page      ${worker.url}/
  as JSON       ${worker.url}/flags
  health        ${worker.url}/healthz
  as somebody   curl -H 'x-target-id: ada' -H 'x-plan: pro' ${worker.url}/flags

  Edit ${file}, save, and reload the page within ten seconds. Ctrl+C ends it all.
`)
