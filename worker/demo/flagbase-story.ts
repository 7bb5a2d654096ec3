import { receiveCounts } from './counts.js'
import { check } from './print.js'
import type { Story } from './story.js'
import { startFlagbase } from './upstream.js'

/** Rules on traits, weighted variations, the ETag; counts that go where the worker sends them itself. */
export const flagbaseStory = async (): Promise<Story> => {
  const counts = await receiveCounts()
  const upstream = await startFlagbase({ METRICS_URL: counts.url })
  const { api } = upstream
  return {
    ...upstream,
    flags: 6,

    checkServed(served) {
      check('ada’s e-mail address matches the regex', served('ada', 'dark-mode') === 'dark')
      check('bob’s does not', served('bob', 'dark-mode') === 'light')
      check('ada’s plan is equal to pro, so her pages are long', served('ada', 'page-size') === 'long')
      check(
        'the same rule negated shows bob the upgrade hint, and ada not',
        served('bob', 'upgrade-hint') === 'shown' && served('ada', 'upgrade-hint') === 'hidden',
      )
      check(
        'nor the stranger: who has no plan is not asked about it',
        served('a stranger', 'upgrade-hint') === 'hidden',
      )
      check(
        'a rule weighted 80/20 gives ada slate (bucket 77, from 0) and mallory amber (90)',
        served('ada', 'staff-theme') === 'slate' && served('mallory', 'staff-theme') === 'amber',
      )
      check(
        'bob’s address does not contain @acme., so his theme is plain',
        served('bob', 'staff-theme') === 'plain',
      )
      check(
        'the 50/50 fallthrough puts ada on one side (bucket 51) and bob on the other (29)',
        served('ada', 'checkout') === 'one-page' && served('bob', 'checkout') === 'three-steps',
      )
      check(
        'useFallthrough: holiday-theme has a rule for ada, and serves her off',
        served('ada', 'holiday-theme') === 'off',
      )
    },

    change: {
      what: 'A flag is told to follow its rules (useFallthrough off)',
      flag: 'holiday-theme',
      value: 'on',
      make: () => api.updateFlag('holiday-theme', { useFallthrough: false }),
      check: (served) =>
        check(
          'the stranger, who has no e-mail address, still falls through',
          served('a stranger', 'holiday-theme') === 'off',
        ),
    },

    checkNothingNew() {
      const polls = api.requests.map(({ status }) => status)
      check(`the polls were answered ${polls.join(', ')}`, polls.join() === '200,200,304', polls)
    },

    evaluations: () => counts.received,

    checkArrived() {
      check('by way of the sink in worker/sink.ts, as JSON', counts.refused.length === 0, counts.refused)
    },

    async close() {
      await counts.close()
      await upstream.close()
    },
  }
}
