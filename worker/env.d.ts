declare namespace Cloudflare {
  /** The worker's bindings, beside the defaults that Burgee reads by itself. */
  interface Env {
    /** Seconds for which an isolate serves its snapshot before it looks for a newer one. Default: 60. */
    readonly FLAGS_TTL?: string
    /** With Flagbase: where counted evaluations are posted. Default: nowhere. */
    readonly METRICS_URL?: string
  }
}
