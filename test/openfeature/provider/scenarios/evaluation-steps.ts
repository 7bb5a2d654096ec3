import { expect } from 'vitest'
import type { StepDefinition } from './gherkin.js'
import { kindOf, readValue } from './values.js'
import type { World } from './world.js'

/** Every step of the scenarios about an evaluation, its details and its hooks. */
export const evaluationSteps: readonly StepDefinition<World>[] = [
  [
    /^an? (\w+)-flag with key "(.+)" and a default value "(.*)"$/,
    (world, [type = '', key, value = '']) => {
      const kind = kindOf(type)
      Object.assign(world, { kind, key, fallback: readValue(kind, value) })
    },
  ],
  [/^the flag was evaluated with details(?: using the evaluation options)?$/, (world) => world.evaluate()],
  [
    /^the resolved details value should be "(.*)"$/,
    ({ details, kind }, [value = '']) => expect(details?.value).toEqual(readValue(kind, value)),
  ],
  [
    /^the resolved object value should contain$/,
    ({ details }, _, [, ...rows]) => {
      const wanted = rows.map(([key = '', type = '', value = '']) => [key, readValue(kindOf(type), value)])
      expect(details?.value).toMatchObject(Object.fromEntries(wanted))
    },
  ],
  [/^the reason should be "(\w+)"$/, ({ details }, [reason]) => expect(details?.reason).toBe(reason)],
  [/^the variant should be "([^"]+)"$/, ({ details }, [variant]) => expect(details?.variant).toBe(variant)],
  [/^the flag key should be "(.+)"$/, ({ details }, [key]) => expect(details?.flagKey).toBe(key)],
  [
    /^the error-code should be "(\w*)"$/,
    ({ details }, [code]) => expect(details?.errorCode ?? '').toBe(code),
  ],
  [
    /^the error message should contain "(.+)"$/,
    ({ details }, [text = '']) => expect(details?.errorMessage).toContain(text),
  ],
  [/^the error message should be empty$/, ({ details }) => expect(details?.errorMessage ?? '').toBe('')],
  [/^no exception should have been thrown$/, ({ details }) => expect(details).toBeDefined()],
  [
    /^the resolved metadata should contain$/,
    ({ details }, _, [, ...rows]) => {
      const wanted = rows.map(([key = '', type = '', value = '']) => {
        const kind = type === 'Double' ? 'float' : kindOf(type)
        return [key, readValue(kind, value)]
      })
      expect(details?.flagMetadata).toMatchObject(Object.fromEntries(wanted))
    },
  ],
  [/^the resolved metadata is empty$/, ({ details }) => expect(details?.flagMetadata).toEqual({})],
  [/^a client with added hook$/, (world) => void world.client.addHooks(world.hook('client'))],
  [
    /^the "(.+)" hook should have been executed$/,
    ({ hookCalls }, [stage]) => expect(hookCalls.map((call) => call.stage)).toContain(stage),
  ],
  [
    /^the "(.+)" hooks should be called with evaluation details$/,
    ({ hookCalls }, [stages = ''], [, ...rows]) => {
      for (const stage of stages.split(', ')) {
        const { details } = hookCalls.find((call) => call.stage === stage) ?? {}
        expect(details, `${stage} was called`).toBeDefined()
        const { flagKey, value, variant, reason, errorCode } = { ...details }
        const fields = { flag_key: flagKey, value, variant, reason, error_code: errorCode }
        for (const [, key = '', wanted] of rows) {
          // The table's types are not those of the flags: it calls the string "13" an integer.
          expect(String(fields[key as keyof typeof fields] ?? 'None'), key).toBe(wanted)
        }
      }
    },
  ],
  [
    /^evaluation options containing specific hooks$/,
    (world) => {
      world.client.addHooks(world.hook('client'))
      world.evaluationHooks = [world.hook('first'), world.hook('second')]
    },
  ],
  [
    /^the specified hooks should execute during evaluation$/,
    ({ hookCalls }) =>
      expect(hookCalls.map(({ hook }) => hook)).toEqual(expect.arrayContaining(['first', 'second'])),
  ],
  [
    /^the hook order should be maintained$/,
    ({ hookCalls }) => {
      const order = (stage: string) =>
        hookCalls.filter((call) => call.stage === stage).map(({ hook }) => hook)
      expect(order('before')).toEqual(['client', 'first', 'second'])
      expect(order('finally')).toEqual(['second', 'first', 'client'])
    },
  ],
  [
    /^an evaluation context with modifiable data$/,
    (world) => {
      world.context = { targetingKey: 'ada', list: ['a'], nested: { deep: [1] } }
      world.remembered = structuredClone(world.context)
    },
  ],
  [
    /^the original evaluation context should remain unmodified$/,
    ({ context, remembered }) => expect(context).toEqual(remembered),
  ],
  [
    // Only the metadata must be immutable. Source: requirement 1.4.14.1.
    /^the evaluation details should be immutable$/,
    ({ details }) => expect(Object.isFrozen(details?.flagMetadata)).toBe(true),
  ],
  [
    /^the flag was evaluated with details asynchronously$/,
    (world) => {
      world.remembered = world.evaluate()
    },
  ],
  [
    /^the evaluation should complete without blocking$/,
    async (world) => {
      expect(world.details, 'the call has returned before there are details').toBeUndefined()
      expect(world.remembered).toBeInstanceOf(Promise)
      world.remembered = await world.remembered
    },
  ],
  [
    /^the result should be equivalent to synchronous evaluation$/,
    async (world) => expect(await world.evaluate()).toEqual(world.remembered),
  ],
]
