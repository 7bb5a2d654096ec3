import { check } from './print.js'
import type { Story } from './story.js'
import { startHarness } from './upstream.js'
import { visitors } from './visitors.js'

/** Segments, prerequisites, a rollout; metrics that go to Harness. */
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
        'the prerequisite ties express-payment to the one-page checkout',
        visitors().every(
          ({ name }) => (served(name, 'checkout-layout') === 'one-page') === served(name, 'express-payment'),
        ),
      )
      check(
        'the 50/50 rollout puts ada on one side (bucket 30 of 100) and bob on the other (54)',
        served('ada', 'checkout-layout') === 'three-steps' && served('bob', 'checkout-layout') === 'one-page',
      )
    },

    change: {
      what: 'A flag is switched on',
      flag: 'holiday-theme',
      value: true,
      make: () => void api.updateFlag('holiday-theme', { state: 'on' }),
    },

    evaluations: api.evaluations,

    checkArrived() {
      check('no metrics were refused', api.rejectedMetrics.length === 0, api.rejectedMetrics)
      const targets = api.metrics
        .flatMap(({ targetData }) => targetData ?? [])
        .map(({ identifier }) => identifier)
      check(
        `targets sent, the anonymous one left out: ${targets.join(', ')}`,
        [...targets].sort().join() === 'ada,bob,mallory',
        targets,
      )
    },
  }
}
