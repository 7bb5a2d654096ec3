/** Where log lines go; `console` is one. A logger that throws disturbs nothing. */
export interface Logger {
  debug(line: string): void
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

/** The least important line that is still written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** From the least important to none. */
export const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

/** Writes numbered lines; see codes.ts for the numbers. */
export interface Log {
  readonly write: (level: Exclude<LogLevel, 'silent'>, code: number, text: string) => void
  /** Writes a line with this code and text once, however often it is asked to. */
  readonly once: (level: Exclude<LogLevel, 'silent'>, code: number, text: string) => void
  /** True where lines at level `debug` are written: worth asking before making one in a hot path. */
  readonly debugging: boolean
}

/** How many lines `once` remembers: its texts can hold what visitors send, and that has no end. */
const MOST_REMEMBERED = 1_000

/**
 * Wraps a logger so that it filters by level, numbers its lines as the Harness SDKs do (`SDKCODE:2001: …`), and
 * cannot throw into the code that logs.
 *
 * @param logger default: console
 * @param level default: `info`
 */
export const createLog = (logger: Logger = console, level: LogLevel = 'info'): Log => {
  const least = LEVELS.indexOf(level)
  const written = new Set<string>()
  const write: Log['write'] = (asked, code, text) => {
    if (LEVELS.indexOf(asked) < least) return
    try {
      logger[asked](`SDKCODE:${code}: ${text}`)
    } catch {
      // The logger's own trouble: there is nowhere left to report it.
    }
  }
  return {
    write,
    once(asked, code, text) {
      // Errors are never silenced by the mass of other lines: no visitor can make up new ones.
      if (written.has(code + text) || (asked !== 'error' && written.size >= MOST_REMEMBERED)) return
      written.add(code + text)
      write(asked, code, text)
    },
    debugging: least === 0,
  }
}

/** What went wrong, in a few words, from anything that can be thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
