/** Where Harness is, and who asks. Each option stands above the binding of the worker. */
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

/** @throws TypeError where a URL is not one */
export const resolveConnection = (options: HarnessOptions, env: object): Connection => {
  /** An empty binding is one that somebody meant to leave out. */
  const setting = (option: string | undefined, binding: string): string =>
    option || String((env as Record<string, unknown>)[binding] ?? '').trim()
  const url = (option: string | undefined, binding: string, host: string): string => {
    const text = setting(option, binding) || `https://${host}.ff.harness.io/api/1.0`
    // Not repeated in the message: what stands there by mistake may be a key, and a password may be in it.
    if (!/^https?:\/\/[^/@]+(\/|$)/.test(text))
      throw new TypeError(`${binding} must be a URL without a password`)
    return text.replace(/\/+$/, '')
  }
  return {
    sdkKey: setting(options.sdkKey, 'HARNESS_SDK_KEY'),
    baseUrl: url(options.baseUrl, 'HARNESS_BASE_URL', 'config'),
    eventsUrl: url(options.eventsUrl, 'HARNESS_EVENTS_URL', 'events'),
  }
}
