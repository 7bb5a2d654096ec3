import type { Project, Target } from '../project.js'

/** Everything, by key. */
export type Values = Readonly<Record<string, unknown>>

/** An SDK with flags in it. */
export interface Session<Context = never> {
  /** The target as this SDK wants it; made once for a request, or anew for every evaluation. */
  context(target: Target): Context
  /** One flag. The fallback given is never the right answer, so that an SDK that falls back is found out. */
  bool(context: Context, key: string, fallback: boolean): boolean | Promise<boolean>
  /** Every flag. */
  all(context: Context): Values | Promise<Values>
  close(): unknown
}

/** An SDK, or what stands beside one. */
export interface Peer {
  readonly name: string
  /** The npm packages whose versions the report names. */
  readonly packages: readonly string[]
  /** True where every evaluation has to be awaited. */
  readonly asynchronous: boolean
  /** The project as this SDK's own API, or KV entry, would hold it. */
  document(project: Project): string
  /** From that text to an SDK that is ready. */
  open(document: string): Session | Promise<Session>
}

/** Keeps the type of its contexts to itself. */
export const session = <Context>(parts: Session<Context>): Session => parts as unknown as Session

/** For SDKs that have no call for all flags. */
export const eachOf = <T>(keys: readonly string[], evaluate: (key: string) => T): Record<string, T> => {
  const values: Record<string, T> = {}
  for (const key of keys) values[key] = evaluate(key)
  return values
}

export const quiet = (): void => {}

/** Loggers of every SDK in one. */
export const quietLogger = {
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  log: quiet,
}
