/**
 * One of the workers in examples/, in workerd through wrangler, with flags from a config API on this machine:
 * `npm run example -- hono`. Flags are read from config.json whenever it is saved; the cron runs every five seconds.
 */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { follow } from './follow.js'
import { startHarness } from './upstream.js'
import { startWorker } from './wrangler.js'

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))

const configOf = (name: string): string => `${EXAMPLES}/${name}/wrangler.toml`
const names = readdirSync(EXAMPLES).filter((name) => existsSync(configOf(name)))

const [name = ''] = process.argv.slice(2)
if (!names.includes(name)) {
  console.error(`usage: npm run example -- ${names.join('|')}`)
  process.exit(1)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))

const upstream = await startHarness()
const worker = await startWorker({ entry: configOf(name), port: 8787, vars: upstream.vars })
await follow(upstream, worker)

console.log(`
  examples/${name} answers at ${worker.url}; what to ask it is said at the top of its index.ts.

  Edit ${upstream.file}, save, and ask again after a minute. Ctrl+C ends it all.
`)
