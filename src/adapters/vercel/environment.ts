const NONE: Readonly<Record<string, string | undefined>> = {}

/**
 * The environment variables, which are the bindings on Vercel. Always the same object. Looked up with every request and
 * through `globalThis`: a bundler must not replace `process.env.NAME`, and there may be no `process`.
 */
export const environment = (): Readonly<Record<string, string | undefined>> =>
  (globalThis as { process?: { env?: typeof NONE } }).process?.env ?? NONE
