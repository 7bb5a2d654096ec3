/**
 * The main job of Burgee from start to end, in workerd: `npm run demo`, or `npm run demo -- --provider flagbase`.
 * Exits with 0 if every check holds.
 */
import { oneOf, refusePositionals, runCommand } from './command.js'
import { flagbaseStory } from './flagbase-story.js'
import { harnessStory } from './harness-story.js'
import { paint, say, step } from './print.js'
import { tell } from './story.js'
import { PROVIDERS } from './upstream.js'
import { type RunningWorker, startWorker } from './wrangler.js'

const USAGE = `usage: npm run demo -- [options]

Starts a provider and a worker on this machine, shows who is served what, and
checks it. Takes about 30 seconds.

  --provider NAME  harness or flagbase (default: harness)
  -h, --help       print this`

await runCommand('demo', {
  usage: USAGE,
  options: { provider: { type: 'string' } },
  async run({ provider = 'harness' }, positionals) {
    refusePositionals(positionals)
    const begin = { harness: harnessStory, flagbase: flagbaseStory }[oneOf('provider', PROVIDERS, provider)]
    const started = Date.now()
    const story = await begin()
    const { entry, bindings } = story
    step(`A ${story.provider} API on this machine, and ${entry} in workerd`)
    let worker: RunningWorker | undefined
    try {
      say(`${story.provider}: ${story.url}`)
      worker = await startWorker({ entry, vars: { ...bindings, FLAGS_TTL: '1' } })
      say(`worker: ${worker.url}`)
      await tell(story, worker)
    } catch (error) {
      const output = worker?.output()
      if (output) console.error(`\nThe last lines of wrangler:\n${output.split('\n').slice(-40).join('\n')}`)
      throw new Error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      await worker?.stop()
      await story.close()
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(0)
    console.log(`
${paint('green', 'All as expected')}, in ${seconds} s. What to try next:

  npm run dev                 the same worker, with flags that you can edit
  npm run example -- hono     a small shop; other names: npm run example -- -h
  docs/getting-started.md     flags in an app of your own`)
  },
})
