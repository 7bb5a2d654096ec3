import type { Project, Target } from '../project.js'

/** The values of all flags, by key. */
export type Values = Readonly<Record<string, unknown>>

/** An SDK with flags in it. */
export interface Session<Context = never> {
  /** The target in the SDK's own form: a view, a context, a user. */
  context(target: Target): Context
  /** The value of a flag. The bench passes a fallback that is never the right value, so that falling back is noticed. */
  bool(context: Context, key: string, fallback: boolean): boolean | Promise<boolean>
  /** The values of all flags. */
  all(context: Context): Values | Promise<Values>
  close(): unknown
}

/** An SDK that is measured, or the floor. */
export interface Peer {
  readonly name: string
  /** True if each evaluation must be awaited. */
  readonly asynchronous: boolean
  /** The project as the SDK's own API or KV entry has it. */
  document(project: Project): string
  /** Makes an SDK that is ready to evaluate the flags of the document. */
  open(document: string): Session | Promise<Session>
}

/** Hides the type of the contexts, which only the SDK knows. */
export const session = <Context>(parts: Session<Context>): Session => parts as unknown as Session

/** For SDKs without a call for all flags. */
export const eachOf = <T>(keys: readonly string[], evaluate: (key: string) => T): Record<string, T> => {
  const values: Record<string, T> = {}
  for (const key of keys) values[key] = evaluate(key)
  return values
}

export const quiet = (): void => {}

/** Has the methods of every SDK's logger. */
export const quietLogger = {
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  log: quiet,
}
