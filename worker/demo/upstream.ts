import type { FlagbaseApi, HarnessApi } from 'burgee/testing'
import { FLAGBASE_FILE, HARNESS_FILE, problemsOf, readFlagbaseFile, readHarnessFile } from './flags-file.js'
import { type RunningApi, serveFlagbaseApi, serveHarnessApi } from './serve-api.js'

export const PROVIDERS = ['harness', 'flagbase'] as const
export type ProviderName = (typeof PROVIDERS)[number]

/** A provider on this machine with the flags of a file, and the worker that uses it. */
export interface Upstream<Api> extends RunningApi<Api> {
  /** The provider's name for people. */
  readonly provider: string
  /** The worker's file, from the root of the repository. */
  readonly entry: string
  /** The file with the flags. */
  readonly file: string
  /** What Burgee refuses or changes of the flags, a line for each. */
  problems(): readonly string[]
  /** Reads the file again. Throws an InputError if it cannot be taken; the flags then stay as they are. */
  reload(): void
}

/** @param file default: config.json beside this file */
export const startHarness = async (file = HARNESS_FILE): Promise<Upstream<HarnessApi>> => {
  let known = readHarnessFile(file)
  const running = await serveHarnessApi(known)
  const { api } = running
  return {
    ...running,
    provider: 'Harness',
    entry: 'worker/index.ts',
    file,
    problems: () => problemsOf(known),
    reload() {
      const { flags, segments } = readHarnessFile(file)
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

/** @param file default: flagbase.json beside this file */
export const startFlagbase = async (file = FLAGBASE_FILE): Promise<Upstream<FlagbaseApi>> => {
  let known = readFlagbaseFile(file)
  const running = await serveFlagbaseApi(known)
  const { api } = running
  return {
    ...running,
    provider: 'Flagbase',
    entry: 'worker/flagbase.ts',
    file,
    problems: () => problemsOf(known),
    reload() {
      const { flags } = readFlagbaseFile(file)
      for (const { flagKey } of known.flags) {
        if (!flags.some((flag) => flag.flagKey === flagKey)) api.deleteFlag(flagKey)
      }
      for (const flag of flags) api.setFlag(flag)
      known = { flags }
    },
  }
}
