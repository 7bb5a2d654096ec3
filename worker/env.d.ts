declare namespace Cloudflare {
  /** The worker's bindings, beside those that Burgee reads by default. */
  interface Env {
    /** Seconds for which an isolate serves its snapshot before it reads the store again. Default: 60. */
    readonly FLAGS_TTL?: string
    /** With Flagbase: a URL to post counted evaluations to. Default: none. */
    readonly METRICS_URL?: string
  }
}
