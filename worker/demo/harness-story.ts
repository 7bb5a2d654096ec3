import { check } from './print.js'
import type { Story } from './story.js'
import { startHarness } from './upstream.js'
import { visitors } from './visitors.js'

/** Segments, prerequisites and a rollout. The metrics go to Harness. */
export const harnessStory = async (): Promise<Story> => {
  const upstream = await startHarness()
  const { api } = upstream
  return {
    ...upstream,
    flags: 6,

    checkServed(served) {
      check('ada is in the segment beta-testers by her e-mail address', served('ada', 'dark-mode') === true)
      check('bob is in it by name', served('bob', 'dark-mode') === true)
      check('mallory is excluded from it', served('mallory', 'dark-mode') === false)
      check('ada pays, so her pages are long', served('ada', 'page-size') === 100)
      check(
        'express-payment is on only with its prerequisite, the one-page checkout',
        visitors().every(
          ({ name }) => (served(name, 'checkout-layout') === 'one-page') === served(name, 'express-payment'),
        ),
      )
      check(
        'the 50/50 rollout gives ada (bucket 30) and bob (bucket 54) different halves',
        served('ada', 'checkout-layout') === 'three-steps' && served('bob', 'checkout-layout') === 'one-page',
      )
    },

    change: {
      what: 'A flag is turned on',
      flag: 'holiday-theme',
      value: true,
      make: () => void api.updateFlag('holiday-theme', { state: 'on' }),
    },

    evaluations: api.evaluations,

    checkArrived() {
      check('the API refused no metrics', api.rejectedMetrics.length === 0, api.rejectedMetrics)
      const targets = api.metrics
        .flatMap(({ targetData }) => targetData ?? [])
        .map(({ identifier }) => identifier)
      check(
        `targets sent, without the anonymous one: ${targets.join(', ')}`,
        [...targets].sort().join() === 'ada,bob,mallory',
        targets,
      )
    },
  }
}
