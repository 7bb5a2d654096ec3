import type { ConfigApi, FlagbaseApi } from 'burgee/testing'
import {
  CONFIG_FILE,
  FLAGBASE_FILE,
  type RunningApi,
  readConfig,
  readFlagbaseConfig,
  serveConfigApi,
  serveFlagbaseApi,
} from './config-api.js'

/** A provider on this machine, and what the worker needs to use it. */
export interface Upstream<Api> extends RunningApi<Api> {
  /** For people. */
  readonly provider: string
  /** What wrangler runs. */
  readonly entry: string
  /** The worker's bindings. */
  readonly vars: Readonly<Record<string, string>>
  /** Where its flags are written down. */
  readonly file: string
  /** Reads the file again. Throws where it cannot be read; flags then stay as they are. */
  reload(): void
}

const SDK_KEY = 'demo-key'

export const startHarness = async (): Promise<Upstream<ConfigApi>> => {
  let known = readConfig()
  const running = await serveConfigApi({ ...known, sdkKey: SDK_KEY })
  const { api, url } = running
  return {
    ...running,
    provider: 'Harness',
    entry: 'worker/index.ts',
    vars: { HARNESS_SDK_KEY: SDK_KEY, HARNESS_BASE_URL: url, HARNESS_EVENTS_URL: url },
    file: CONFIG_FILE,
    reload() {
      const { flags, segments } = readConfig()
      for (const { feature } of known.flags) {
        if (!flags.some((flag) => flag.feature === feature)) api.deleteFlag(feature)
      }
      for (const { identifier } of known.segments) {
        if (!segments.some((segment) => segment.identifier === identifier)) api.deleteSegment(identifier)
      }
      for (const flag of flags) api.setFlag(flag)
      for (const segment of segments) api.setSegment(segment)
      known = { flags, segments }
    },
  }
}

/** @param vars further bindings of the worker */
export const startFlagbase = async (
  vars: Readonly<Record<string, string>> = {},
): Promise<Upstream<FlagbaseApi>> => {
  let known = readFlagbaseConfig()
  const running = await serveFlagbaseApi({ ...known, sdkKey: SDK_KEY })
  const { api, url } = running
  return {
    ...running,
    provider: 'Flagbase',
    entry: 'worker/flagbase.ts',
    vars: { FLAGBASE_SDK_KEY: SDK_KEY, FLAGBASE_POLLING_SERVICE_URL: url, ...vars },
    file: FLAGBASE_FILE,
    reload() {
      const { flags } = readFlagbaseConfig()
      for (const { flagKey } of known.flags) {
        if (!flags.some((flag) => flag.flagKey === flagKey)) api.deleteFlag(flagKey)
      }
      for (const flag of flags) api.setFlag(flag)
      known = { flags }
    },
  }
}
