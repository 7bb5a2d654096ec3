/**
 * Scenarios in Gherkin, each a test, through the real SDK. Those in `scenarios/features` use the words of OpenFeature's own
 * scenarios, so the same steps run OpenFeature's too: see the README there.
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

/** Scenarios of OpenFeature that need what Burgee does not have. They are expected to fail. */
const NOT_APPLICABLE: ReadonlyMap<string, string> = new Map([
  ['CACHED reason', 'every call evaluates'],
  ['Flag metadata in evaluation details', 'the flags of Harness and Flagbase have no metadata of their own'],
  ['Returns metadata', 'the flags of Harness and Flagbase have no metadata of their own'],
  ['Returns no metadata', 'Burgee adds the reason, the revision and the provider'],
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
  OpenFeature.setLogger(silent) // these scenarios fail on purpose, and the SDK logs that
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

describe('a step without a definition', () => {
  it('fails its scenario', async () => {
    const scenario = { name: 'x', steps: [{ text: 'something else', table: [] }] }
    await expect(runScenario(scenario, steps, new World())).rejects.toThrow(
      '0 definitions for the step: something else',
    )
  })
})
