/**
 * What an emitter costs an evaluation: `npx tsx bench/events.ts`. Prints nanoseconds per evaluation, and the ratio to
 * a log that has no emitter. Rounds are interleaved, so that all see the same machine; medians of all rounds.
 */
import { createEvents, type Events } from 'burgee'
import { compileHarness } from 'burgee/harness'
import { createClient } from '../src/client/client.js'
import { openSnapshot } from '../src/core/snapshot.js'
import { createLog, type Logger } from '../src/events/log.js'
import { boolFlag } from '../test/conformance/build.js'

const ROUNDS = 41
const EVALUATIONS = 1_000_000

const quiet = () => {}
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const { snapshot } = compileHarness({ flags: [boolFlag('dark-mode', { defaultServe: { variation: 'on' } })] })

const flagsWith = (events: Events | undefined) =>
  createClient({
    log: createLog(logger, 'info', events),
    store: undefined,
    bundled: openSnapshot(snapshot),
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

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const taken = cases.map((): number[] => [])
for (let round = 0; round < ROUNDS; round++) {
  for (const [place, [name, flags]] of cases.entries()) {
    const evaluations = name === 'a listener for evaluations' ? EVALUATIONS / 20 : EVALUATIONS
    taken[place]?.push(nanoseconds(flags, evaluations))
  }
}

const floor = median(taken[0] ?? [])
for (const [place, [name]] of cases.entries()) {
  const time = median(taken[place] ?? [])
  console.log(
    `${name.padEnd(30)} ${time.toFixed(1).padStart(8)} ns   ${(time / floor).toFixed(2).padStart(6)}`,
  )
}
