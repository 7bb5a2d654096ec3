import { receiveCounts } from './counts.js'
import { check } from './print.js'
import type { Story } from './story.js'
import { startFlagbase } from './upstream.js'

/** Rules on traits, weighted variations and the ETag. The counts go to a sink of the worker's own. */
export const flagbaseStory = async (): Promise<Story> => {
  const counts = await receiveCounts()
  const upstream = await startFlagbase()
  const { api } = upstream
  return {
    ...upstream,
    bindings: { ...upstream.bindings, METRICS_URL: counts.url },
    flags: 6,

    checkServed(served) {
      check('ada’s e-mail address matches the regex', served('ada', 'dark-mode') === 'dark')
      check('bob’s does not', served('bob', 'dark-mode') === 'light')
      check('ada’s plan is equal to pro, so her pages are long', served('ada', 'page-size') === 'long')
      check(
        'the negated rule shows the upgrade hint to bob, and hides it from ada',
        served('bob', 'upgrade-hint') === 'shown' && served('ada', 'upgrade-hint') === 'hidden',
      )
      check(
        'the stranger has no plan, so a rule on the plan does not match',
        served('stranger', 'upgrade-hint') === 'hidden',
      )
      check(
        'a rule weighted 80/20 gives ada slate (bucket 77), and mallory amber (90)',
        served('ada', 'staff-theme') === 'slate' && served('mallory', 'staff-theme') === 'amber',
      )
      check(
        'bob’s address does not contain @acme., so his theme is plain',
        served('bob', 'staff-theme') === 'plain',
      )
      check(
        'the 50/50 fallthrough gives ada (bucket 51) and bob (29) different halves',
        served('ada', 'checkout') === 'one-page' && served('bob', 'checkout') === 'three-steps',
      )
      check(
        'useFallthrough: holiday-theme ignores its rule for ada, and serves off',
        served('ada', 'holiday-theme') === 'off',
      )
    },

    change: {
      what: 'A flag starts to follow its rules (useFallthrough off)',
      flag: 'holiday-theme',
      value: 'on',
      make: () => api.updateFlag('holiday-theme', { useFallthrough: false }),
      check: (served) =>
        check(
          'the stranger has no e-mail address, and still falls through',
          served('stranger', 'holiday-theme') === 'off',
        ),
    },

    checkNothingNew() {
      const polls = api.requests.map(({ status }) => status)
      check(`the poller answered ${polls.join(', ')}`, polls.join() === '200,200,304', polls)
    },

    evaluations: () => counts.received,

    checkArrived() {
      check('the sink in worker/sink.ts posted them as JSON', counts.refused.length === 0, counts.refused)
    },

    async close() {
      await counts.close()
      await upstream.close()
    },
  }
}
