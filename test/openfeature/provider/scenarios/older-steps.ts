import { expect } from 'vitest'
import type { StepDefinition } from './gherkin.js'
import { kindOf, readValue } from './values.js'
import type { World } from './world.js'

/** The words of OpenFeature's first evaluation scenarios, which it keeps beside the newer ones. */
export const olderSteps: readonly StepDefinition<World>[] = [
  [
    /^an? (?:non-existent )?(boolean|string|integer|float) flag with key "(.+)" is evaluated with (?:details and )?(?:a )?default value "?([^"]*)"?$/,
    (world, [type = '', key, value = '']) => evaluate(world, type, key, value),
  ],
  [
    /^an object flag with key "(.+)" is evaluated with (?:details and )?a null default value$/,
    async (world, [key]) => {
      Object.assign(world, { kind: 'object', key, fallback: null })
      await world.evaluate()
    },
  ],
  [
    /^a flag with key "(.+)" is evaluated with default value "(.+)"$/,
    (world, [key, value = '']) => evaluate(world, 'string', key, value),
  ],
  [
    /^a string flag with key "(.+)" is evaluated as an integer, with details and a default value (\d+)$/,
    (world, [key, value = '']) => evaluate(world, 'integer', key, value),
  ],
  [
    /^the resolved (boolean|string|integer|float) (?:value|response) should be "?([^",]*)"?$/,
    ({ details }, [type = '', value = '']) => expect(details?.value).toBe(readValue(kindOf(type), value)),
  ],
  [
    /^the resolved (boolean|string|integer|float) details value should be "?([^",]*)"?, the variant should be "(.+)", and the reason should be "(.+)"$/,
    ({ details }, [type = '', value = '', variant, reason]) =>
      expect(details).toMatchObject({ value: readValue(kindOf(type), value), variant, reason }),
  ],
  [
    /^the resolved object (?:details )?value should be contain fields "(.+)", "(.+)", and "(.+)", with values "(.+)", "(.+)" and (\d+), respectively$/,
    ({ details }, [one = '', two = '', three = '', flag = '', text, number]) =>
      expect(details?.value).toEqual({ [one]: flag === 'true', [two]: text, [three]: Number(number) }),
  ],
  [
    /^the variant should be "(.+)", and the reason should be "(.+)"$/,
    ({ details }, [variant, reason]) => expect(details).toMatchObject({ variant, reason }),
  ],
  [
    /^the resolved flag value is "(.+)" when the context is empty$/,
    async (world, [value]) => {
      world.context = {}
      expect((await world.evaluate()).value).toBe(value)
    },
  ],
  [
    /^the default (?:string|integer) value should be returned$/,
    ({ details, fallback }) => expect(details?.value).toBe(fallback),
  ],
  [
    /^the reason should indicate an error and the error code should indicate (?:a missing flag|a type mismatch) with "(.+)"$/,
    ({ details }, [errorCode]) => expect(details).toMatchObject({ reason: 'ERROR', errorCode }),
  ],
]

const evaluate = async (
  world: World,
  type: string,
  key: string | undefined,
  value: string,
): Promise<void> => {
  const kind = kindOf(type)
  Object.assign(world, { kind, key, fallback: readValue(kind, value) })
  await world.evaluate()
}
