import { readSetting, readUrl } from '../bindings.js'

/** The key and the addresses of Harness. An option takes precedence over the worker's binding. */
export interface HarnessOptions {
  /** A server SDK key of the environment. Default: the binding `HARNESS_SDK_KEY`. */
  readonly sdkKey?: string | undefined
  /**
   * The config API, or a Relay Proxy. Default: the binding `HARNESS_BASE_URL`, else
   * `https://config.ff.harness.io/api/1.0`.
   */
  readonly baseUrl?: string | undefined
  /**
   * The events API, or a Relay Proxy. Default: the binding `HARNESS_EVENTS_URL`, else
   * `https://events.ff.harness.io/api/1.0`.
   */
  readonly eventsUrl?: string | undefined
}

/** Resolved options. */
export type Connection = Required<HarnessOptions>

/** @throws TypeError if a URL is not valid */
export const resolveConnection = (options: HarnessOptions, env: object): Connection => ({
  sdkKey: readSetting(options.sdkKey, env, 'HARNESS_SDK_KEY'),
  baseUrl: withoutSlash(
    readUrl(options.baseUrl, env, 'HARNESS_BASE_URL', 'https://config.ff.harness.io/api/1.0'),
  ),
  eventsUrl: withoutSlash(
    readUrl(options.eventsUrl, env, 'HARNESS_EVENTS_URL', 'https://events.ff.harness.io/api/1.0'),
  ),
})

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')
