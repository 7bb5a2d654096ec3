/**
 * Scenarios in Gherkin, each a test, through the real SDK. Those in `scenarios/features` say what a provider owes its
 * SDK in the words that OpenFeature's own scenarios use, so the same steps also run OpenFeature's: see there.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OpenFeature } from '@openfeature/server-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluationSteps } from './scenarios/evaluation-steps.js'
import { readFeature, runScenario } from './scenarios/gherkin.js'
import { olderSteps } from './scenarios/older-steps.js'
import { providerSteps } from './scenarios/steps.js'
import { World } from './scenarios/world.js'

const steps = [...providerSteps, ...evaluationSteps, ...olderSteps]

/** Scenarios of OpenFeature's that ask for what Burgee has not. They fail, and a change of that is noticed. */
const NOT_APPLICABLE: ReadonlyMap<string, string> = new Map([
  ['CACHED reason', 'every answer is evaluated anew'],
  ['Flag metadata in evaluation details', 'the flags of Harness and Flagbase have no metadata of their own'],
  ['Returns metadata', 'likewise'],
  ['Returns no metadata', 'Burgee adds where an answer comes from'],
])

const featuresIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.feature'))
    .map((file) => join(folder, file))

const ours = fileURLToPath(new URL('scenarios/features', import.meta.url))
const published = process.env['OPENFEATURE_GHERKIN']
const files = [ours, ...(published ? [published] : [])].flatMap(featuresIn)

beforeAll(() => {
  const silent = { error() {}, warn() {}, info() {}, debug() {} }
  OpenFeature.setLogger(silent) // what fails here is meant to
})
afterAll(() => OpenFeature.clearProviders())

describe.each(files.map((file) => ({ file, ...readFeature(file) })))('$name', ({ scenarios }) => {
  for (const [place, scenario] of scenarios.entries()) {
    const why = NOT_APPLICABLE.get(scenario.name)
    const title = `${place + 1}. ${scenario.name}`
    const run = () => runScenario(scenario, steps, new World())
    if (why === undefined) it(title, run)
    else it.fails(`${title}: not applicable, ${why}`, run)
  }
})

describe('a step that nobody has defined', () => {
  it('fails its scenario', async () => {
    const scenario = { name: 'x', steps: [{ text: 'something else', table: [] }] }
    await expect(runScenario(scenario, steps, new World())).rejects.toThrow(
      '0 definitions for the step: something else',
    )
  })
})
