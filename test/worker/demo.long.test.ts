/** `npm run demo`, from start to end. */
import { expect, it } from 'vitest'
import { startScript } from './process.js'

it.concurrent.each(['harness', 'flagbase'])(
  'the demo with %s passes, fits 80 columns, and says what to try next',
  { timeout: 120_000 },
  async (provider) => {
    const { ended, output } = startScript('demo', ['--provider', provider])
    expect(await ended, output()).toBe(0)
    for (const line of output().split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    const end = output().split('What to try next:')[1] ?? ''
    for (const next of ['npm run dev', 'npm run example -- hono', 'docs/getting-started.md']) {
      expect(end).toContain(next)
    }
  },
)
