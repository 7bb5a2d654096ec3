/**
 * What an emitter adds to an evaluation: `npx tsx bench/events.ts`. Prints the nanoseconds of an evaluation, and their
 * ratio to those without an emitter. The cases take turns, so that they share what happens to the machine.
 */
import { createEvents, type Events } from 'burgee'
import { compileHarness } from 'burgee/harness'
import { createClient } from '../src/client/client.js'
import { openSnapshot } from '../src/core/snapshot.js'
import { createLog, type Logger } from '../src/events/log.js'
import { boolFlag } from '../test/conformance/build.js'
import { median, sampleInTurn } from './timing.js'

const ROUNDS = 41
const EVALUATIONS = 1_000_000

const quiet = () => {}
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const { snapshot, dialect } = compileHarness({
  flags: [boolFlag('dark-mode', { defaultServe: { variation: 'on' } })],
})

const flagsWith = (events: Events | undefined) =>
  createClient({
    log: createLog(logger, 'info', events),
    dialect,
    store: undefined,
    bundled: openSnapshot(snapshot, dialect),
    sink: undefined,
    cache: {},
    metrics: {},
  }).view({ identifier: 'ada' })

const listening = (...types: ('changed' | 'evaluation')[]): Events => {
  const events = createEvents()
  for (const type of types) events.on(type, quiet)
  return events
}

const cases = [
  ['no emitter', flagsWith(undefined)],
  ['an emitter, no listener', flagsWith(createEvents())],
  ['a listener for another type', flagsWith(listening('changed'))],
  ['a listener for evaluations', flagsWith(listening('evaluation'))],
] as const

const nanoseconds = (flags: (typeof cases)[number][1], evaluations: number): number => {
  let on = 0
  const begun = process.hrtime.bigint()
  for (let i = 0; i < evaluations; i++) if (flags.boolVariation('dark-mode', false)) on++
  const taken = Number(process.hrtime.bigint() - begun)
  if (on !== evaluations) throw new Error('an evaluation gave the wrong answer')
  return taken / evaluations
}

const samples = await sampleInTurn(cases, ROUNDS, ([name, flags]) =>
  nanoseconds(flags, name === 'a listener for evaluations' ? EVALUATIONS / 20 : EVALUATIONS),
)

const floor = median(samples[0] ?? [])
for (const [place, [name]] of cases.entries()) {
  const time = median(samples[place] ?? [])
  console.log(
    `${name.padEnd(30)} ${time.toFixed(1).padStart(8)} ns   ${(time / floor).toFixed(2).padStart(6)}`,
  )
}
