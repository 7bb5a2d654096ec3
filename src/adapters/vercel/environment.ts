const NONE: Readonly<Record<string, string | undefined>> = {}

/**
 * The environment variables, which on Vercel stand for bindings: always the same object. Looked up with every
 * request, because a bundler that replaces `process.env.NAME` must not, and because there may be no `process`.
 */
export const environment = (): Readonly<Record<string, string | undefined>> =>
  (globalThis as { process?: { env?: typeof NONE } }).process?.env ?? NONE
