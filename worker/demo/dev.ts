/**
 * The demo's set-up, kept running to click around in: `npm run dev`. Flags are read from config.json whenever
 * it is saved; the cron runs every five seconds.
 */
import { watchFile } from 'node:fs'
import { CONFIG_FILE, type RunningConfigApi, readConfig, serveConfigApi } from './config-api.js'
import { startWorker } from './wrangler.js'

let known = readConfig()

const reload = ({ api }: RunningConfigApi): void => {
  try {
    const { flags, segments } = readConfig()
    for (const { feature } of known.flags) {
      if (!flags.some((flag) => flag.feature === feature)) api.deleteFlag(feature)
    }
    for (const { identifier } of known.segments) {
      if (!segments.some((segment) => segment.identifier === identifier)) api.deleteSegment(identifier)
    }
    for (const flag of flags) api.setFlag(flag)
    for (const segment of segments) api.setSegment(segment)
    known = { flags, segments }
  } catch (error) {
    console.error(`config.json was not taken: ${error instanceof Error ? error.message : String(error)}`)
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))

const config = await serveConfigApi(known)
const worker = await startWorker({
  port: 8787,
  vars: {
    HARNESS_SDK_KEY: 'demo-key',
    HARNESS_BASE_URL: config.url,
    HARNESS_EVENTS_URL: config.url,
    FLAGS_TTL: '1',
  },
})
await worker.fireCron()
watchFile(CONFIG_FILE, { interval: 500 }, () => reload(config)) // by name: editors replace files
setInterval(() => worker.fireCron().catch((error: unknown) => console.error(error)), 5_000)

console.log(`
  the page      ${worker.url}/
  as JSON       ${worker.url}/flags
  health        ${worker.url}/healthz
  as somebody   curl -H 'x-target-id: ada' -H 'x-plan: pro' ${worker.url}/flags

  Edit ${CONFIG_FILE}, save, and reload the page within ten seconds. Ctrl+C ends it all.
`)
