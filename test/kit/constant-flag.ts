import type { FeatureConfig } from 'burgee/harness'
import { stringFlag } from '../conformance/build.js'

/** A flag that serves everybody this value, as Harness has it: text, whatever the kind. */
export const constantFlag = (feature: string, kind: FeatureConfig['kind'], value: string): FeatureConfig => ({
  ...stringFlag(feature),
  kind,
  variations: [{ identifier: 'only', value }],
  offVariation: 'only',
  defaultServe: { variation: 'only' },
})
