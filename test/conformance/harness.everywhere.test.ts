import { describe, expect, it } from 'vitest'
import { type HarnessCases, runCases } from './harness-cases.js'

/**
 * The cases published for all Harness server SDKs lie beside a checkout, not in it; where they are not there,
 * the project's own (the other files of this folder) stand alone. Read with Vite's glob, so that they run in workerd too.
 */
const files = Object.entries(
  import.meta.glob<HarnessCases>('../../../shared/conformance/harness/**/*.json', {
    eager: true,
    import: 'default',
  }),
)

describe.runIf(files.length > 0)('the cases published for all Harness server SDKs', () => {
  it.each(files)('%s', (_, cases) => {
    const { run, wrong } = runCases(cases)
    expect(wrong).toEqual([])
    expect(run).toBeGreaterThan(0)
  })
})
