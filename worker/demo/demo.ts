/**
 * The main job, start to end, on real workerd: `npm run demo`, or `npm run demo -- --provider flagbase`. Exits 0
 * where everything went as it should.
 */
import { flagbaseStory } from './flagbase-story.js'
import { harnessStory } from './harness-story.js'
import { paint, say, step } from './print.js'
import { providerFromArguments } from './provider.js'
import { type Story, tell } from './story.js'
import { type RunningWorker, startWorker } from './wrangler.js'

const STORIES = { harness: harnessStory, flagbase: flagbaseStory }

const run = async (begin: () => Promise<Story>): Promise<void> => {
  const started = Date.now()
  const story = await begin()
  const { entry, vars } = story
  step(`A config API that speaks the ${story.provider} protocol, and ${entry} in workerd through wrangler`)
  let worker: RunningWorker | undefined
  try {
    say(`config API: ${story.url}`)
    worker = await startWorker({ entry, vars: { ...vars, FLAGS_TTL: '1' } })
    say(`worker:     ${worker.url}`)
    await tell(story, worker)
  } catch (error) {
    const output = worker?.output()
    if (output) console.error(`\nwhat wrangler printed:\n${output.split('\n').slice(-40).join('\n')}`)
    throw error
  } finally {
    await worker?.stop()
    await story.close()
  }
  console.log(`\n${paint('green', 'All as expected')}, in ${((Date.now() - started) / 1000).toFixed(0)} s.`)
}

// By exiting, so that what wrangler.ts does at exit is done.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

run(STORIES[providerFromArguments('demo')]).catch((error: unknown) => {
  console.error(
    `\n${paint('red', 'The demo failed:')} ${error instanceof Error ? error.message : String(error)}`,
  )
  process.exit(1) // whatever still listens
})
