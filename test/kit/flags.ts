/** Harness flags that many tests use. Builders for flags of any shape are in test/conformance/build.ts. */
import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { boolFlag, stringFlag } from '../conformance/build.js'

/** The flag `dark-mode`, which serves every target this variation. */
export const darkMode = (served: 'on' | 'off'): FeatureConfig =>
  boolFlag('dark-mode', { defaultServe: { variation: served } })

/** A flag of any kind that serves every target this value. In Harness, a value is a string whatever the kind. */
export const constantFlag = (feature: string, kind: FeatureConfig['kind'], value: string): FeatureConfig => ({
  ...stringFlag(feature),
  kind,
  variations: [{ identifier: 'only', value }],
  offVariation: 'only',
  defaultServe: { variation: 'only' },
})

export const snapshotOf = (flags: readonly FeatureConfig[]): string => compileHarness({ flags }).snapshot

/** A snapshot with `dark-mode`, which serves this variation, and with `greeting`. */
export const snapshotServing = (served: 'on' | 'off', more: readonly FeatureConfig[] = []): string =>
  snapshotOf([darkMode(served), stringFlag('greeting'), ...more])
