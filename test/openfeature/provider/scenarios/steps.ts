import { OpenFeature } from '@openfeature/server-sdk'
import { expect } from 'vitest'
import { scenarioSnapshot } from './flags.js'
import type { StepDefinition } from './gherkin.js'
import { kindOf, readValue } from './values.js'
import type { World } from './world.js'

/** Every step of the scenarios about a provider, its flags and its events. */
export const providerSteps: readonly StepDefinition<World>[] = [
  [
    /^an? (stable|not ready|error|fatal|stale|unavailable) provider$/,
    (world, [status = '']) => world.registerAs(status),
  ],
  [/^a provider is registered$/, (world) => world.registerStable()],
  [/^a stable provider with retrievable context is registered$/, (world) => world.registerStable()],
  [
    /^the provider status should be "(\w+)"$/,
    ({ client }, [status]) => expect(client.providerStatus).toBe(status),
  ],
  [
    /^the client should be in (\w+) state$/,
    ({ client }, [state = '']) => expect(client.providerStatus).toBe(state.toUpperCase()),
  ],
  [
    /^an? (ready|error|stale|change) event handler$/,
    (world, [event = '']) =>
      world.client.addHandler(EVENTS[event] as never, (details) => {
        const { flagsChanged = [] } = (details ?? {}) as { flagsChanged?: readonly string[] }
        world.events.push({ type: event, flagsChanged })
      }),
  ],
  [
    /^(?:the|an?) (ready|error|stale|change) event (?:handler should have been executed(?: within \d+ms)?|was fired)$/,
    ({ events }, [event]) => {
      const at = events.findIndex(({ type }) => type === event)
      expect(at, `${event} among ${JSON.stringify(events)}`).toBeGreaterThanOrEqual(0)
      if (event !== 'change') events.splice(at, 1) // the next step about it waits for another
    },
  ],
  [
    /^the flag should be part of the event payload$/,
    ({ events, key }) => expect(events.flatMap(({ flagsChanged }) => flagsChanged)).toEqual([key]),
  ],
  [
    /^the flag was modified$/,
    async ({ store, provider }) => {
      await store.write(scenarioSnapshot('after'))
      await provider?.handle.refresh()
    },
  ],
  [/^the connection is lost$/, (world) => world.lose()],
  [/^the connection is restored$/, (world) => world.restore()],
  [/^the resolved value is remembered$/, (world) => world.remember(world.details?.value)],
  [
    /^the resolved details value should have changed$/,
    ({ details, remembered }) => expect(details?.value).not.toEqual(remembered),
  ],
  [
    /^A context entry with key "(.+)" and value "(.+)" is added to the "(.+)" level$/,
    (world, [key = '', value = '', level = '']) => world.addToLevel(level, { [key]: value }),
  ],
  [/^A table with levels of increasing precedence$/, (world, _, table) => world.remember(table.flat())],
  [
    /^Context entries for each level from API level down to the "(.+)" level, with key "(.+)" and value "(.+)"$/,
    (world, [last = '', key = '', value = '']) => {
      const levels = world.remembered as readonly string[]
      expect(levels).toContain(last)
      for (const level of levels.slice(0, levels.indexOf(last) + 1)) {
        world.addToLevel(level, { [key]: level === last ? value : `overwritten ${level}` })
      }
    },
  ],
  [
    /^Some flag was evaluated$/,
    async (world) => {
      Object.assign(world, { kind: 'boolean', key: 'boolean-flag', fallback: false })
      await world.evaluate()
      OpenFeature.setContext({})
    },
  ],
  [
    /^The merged context contains an entry with key "(.+)" and value "(.+)"$/,
    ({ target }, [key = '', value]) => expect(target?.attributes?.[key]).toBe(value),
  ],
  [
    /^a context containing a targeting key with value "(.+)"$/,
    ({ context }, [key]) => void Object.assign(context, { targetingKey: key }),
  ],
  [
    /^a context containing a key "(.+)", with type "(.+)" and with value "(.*)"$/,
    ({ context }, [key = '', type = '', value = '']) =>
      void Object.assign(context, { [key]: readValue(kindOf(type), value) }),
  ],
  [
    /^a context containing a key "(.+)" with null value$/,
    ({ context }, [key = '']) => void Object.assign(context, { [key]: null }),
  ],
  [
    /^context contains keys "(.+)", "(.+)", "(.+)", "(.+)" with values "(.+)", "(.+)", (\d+), "(.+)"$/,
    ({ context }, [one = '', two = '', three = '', four = '', ...values]) => {
      const [first = '', second = '', third = '', fourth = ''] = values
      Object.assign(context, {
        [one]: first,
        [two]: second,
        [three]: Number(third),
        [four]: fourth === 'true',
      })
    },
  ],
]

const EVENTS: Readonly<Record<string, string>> = {
  ready: 'PROVIDER_READY',
  error: 'PROVIDER_ERROR',
  stale: 'PROVIDER_STALE',
  change: 'PROVIDER_CONFIGURATION_CHANGED',
}
