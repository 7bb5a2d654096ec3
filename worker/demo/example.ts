/**
 * One of the workers in examples/, in workerd, with flags from a Harness API on this machine: `npm run example -- hono`.
 * It reads config.json each time it is saved, and runs the cron every five seconds.
 */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { freePort, oneOf, runCommand, UsageError } from './command.js'
import { follow, nameOf } from './follow.js'
import { startHarness } from './upstream.js'
import { startWorker } from './wrangler.js'

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))

const configOf = (name: string): string => `${EXAMPLES}/${name}/wrangler.jsonc`
const names = readdirSync(EXAMPLES).filter((name) => existsSync(configOf(name)))

const USAGE = `usage: npm run example -- NAME [options]

Runs examples/NAME in workerd, with flags from worker/demo/config.json. The
names: ${names.join(', ')}.

  --port PORT      the worker's port (default: 8787). If it is taken, the
                   next free one is used.
  -h, --help       print this

examples/node and examples/vercel run elsewhere: see the comment at the top of
server.ts and of middleware.ts there.`

await runCommand('example', {
  usage: USAGE,
  options: { port: { type: 'string' } },
  async run({ port }, [name, ...more]) {
    if (name === undefined) throw new UsageError(`Name an example: ${names.join(', ')}.`)
    if (more.length > 0) throw new UsageError(`Name one example, not ${more.length + 1}.`)
    const entry = configOf(oneOf('example', names, name))
    const free = await freePort(port)
    const upstream = await startHarness()
    const worker = await startWorker({ entry, port: free, vars: upstream.bindings })
    await follow(upstream, worker)
    console.log(`
  examples/${name} runs at ${worker.url}
  The comment at the top of examples/${name}/index.ts shows requests to try.

  Edit ${nameOf(upstream)}, save it, and ask again after a minute.
  Press Ctrl+C to stop.
`)
  },
})
