/**
 * The reference worker, kept running with flags that you can edit: `npm run dev`. Its usage is below. It reads the
 * flags file each time it is saved, and runs the cron every five seconds.
 */
import { resolve } from 'node:path'
import { freePort, oneOf, refusePositionals, runCommand } from './command.js'
import { follow, nameOf } from './follow.js'
import { PROVIDERS, startFlagbase, startHarness } from './upstream.js'
import { startWorker } from './wrangler.js'

const USAGE = `usage: npm run dev -- [options]

Runs the reference worker in workerd, with flags from a JSON file. Edit the
file and save it: the worker serves the change within ten seconds.

  --provider NAME  harness or flagbase (default: harness)
  --file FILE      the flags file (default: worker/demo/config.json for
                   Harness, worker/demo/flagbase.json for Flagbase)
  --port PORT      the worker's port (default: 8787). If it is taken, the
                   next free one is used.
  -h, --help       print this`

await runCommand('dev', {
  usage: USAGE,
  options: { provider: { type: 'string' }, file: { type: 'string' }, port: { type: 'string' } },
  async run({ provider = 'harness', file, port }, positionals) {
    refusePositionals(positionals)
    const start = { harness: startHarness, flagbase: startFlagbase }[oneOf('provider', PROVIDERS, provider)]
    const upstream = await start(file === undefined ? undefined : resolve(file))
    const free = await freePort(port)
    const { entry, bindings } = upstream
    const worker = await startWorker({ entry, port: free, vars: { ...bindings, FLAGS_TTL: '1' } })
    await follow(upstream, worker)
    console.log(`
  the page     ${worker.url}/
  as JSON      ${worker.url}/flags
  health       ${worker.url}/healthz
  as a user    curl -H 'x-target-id: ada' -H 'x-plan: pro' ${worker.url}/flags

  Edit ${nameOf(upstream)}, save it, and reload the page within ten
  seconds. Press Ctrl+C to stop.
`)
  },
})
