import { readFileSync } from 'node:fs'
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin'
import { IdGenerator, type Pickle } from '@cucumber/messages'

/** One scenario, or one row of a scenario outline. */
export interface Scenario {
  readonly name: string
  readonly steps: readonly Step[]
}

export interface Step {
  readonly text: string
  /** The rows of the table below the step; empty without a table. */
  readonly table: readonly (readonly string[])[]
}

/** Parses a feature file. @throws if it is not Gherkin, or has no scenario */
export const readFeature = (
  file: string,
): { readonly name: string; readonly scenarios: readonly Scenario[] } => {
  const newId = IdGenerator.incrementing()
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher())
  const document = parser.parse(readFileSync(file, 'utf8'))
  const scenarios = compile(document, file, newId).map(scenarioOf)
  if (scenarios.length === 0) throw new Error(`${file} has no scenarios`)
  return { name: document.feature?.name ?? file, scenarios }
}

const scenarioOf = ({ name, steps }: Pickle): Scenario => ({
  name,
  steps: steps.map(({ text, argument }) => ({
    text,
    table: (argument?.dataTable?.rows ?? []).map(({ cells }) => cells.map(({ value }) => value)),
  })),
})

/** A step's pattern and its action. The captures are what the pattern's groups matched. */
export type StepDefinition<World> = readonly [
  pattern: RegExp,
  act: (world: World, captures: readonly string[], table: Step['table']) => unknown,
]

/** @throws Error if a step has no definition, or two */
export const runScenario = async <World>(
  { steps }: Scenario,
  definitions: readonly StepDefinition<World>[],
  world: World,
): Promise<void> => {
  for (const { text, table } of steps) {
    const matching = definitions.flatMap(([pattern, act]) => {
      const match = pattern.exec(text)
      return match === null ? [] : [{ act, captures: match.slice(1).map((capture) => capture ?? '') }]
    })
    const [only] = matching
    if (only === undefined || matching.length > 1) {
      throw new Error(`${matching.length} definitions for the step: ${text}`)
    }
    await only.act(world, only.captures, table)
  }
}
