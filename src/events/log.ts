/** Where log lines go; `console` is one. A logger that throws disturbs nothing. */
export interface Logger {
  debug(line: string): void
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

/** The least important line that is still written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** The level of one line. */
export type LineLevel = Exclude<LogLevel, 'silent'>

/** From the least important to none. */
export const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

/** Writes numbered lines; see codes.ts for the numbers. */
export interface Log {
  /** @param about what the line is about, for whoever listens: it is not written */
  readonly write: (level: LineLevel, code: number, text: string, about?: object) => void
  /** Writes a line with this code and text once, however often it is asked to. */
  readonly once: (level: LineLevel, code: number, text: string, about?: object) => void
  /** True where lines at level `debug` are of use: worth asking before making one in a hot path. */
  readonly debugging: () => boolean
}

/** Hears every line, also those below the logger's level. Never throws. */
export interface LineListener {
  /** True where it has a use for lines at level `debug`. */
  readonly debugging: boolean
  hear(level: LineLevel, code: number, text: string, about: object | undefined, log: Log): void
}

/** How many lines `once` remembers: its texts can hold what visitors send, and that has no end. */
const MOST_REMEMBERED = 1_000

/**
 * Wraps a logger so that it filters by level, numbers its lines as the Harness SDKs do (`SDKCODE:2001: …`), and
 * cannot throw into the code that logs.
 *
 * @param logger default: console
 * @param level default: `info`
 * @param listener default: nobody
 */
export const createLog = (
  logger: Logger = console,
  level: LogLevel = 'info',
  listener?: LineListener,
): Log => {
  const least = LEVELS.indexOf(level)
  const written = new Set<string>()
  const log: Log = {
    write(asked, code, text, about) {
      try {
        if (LEVELS.indexOf(asked) >= least) logger[asked](`SDKCODE:${code}: ${text}`)
      } catch {
        // The logger's own trouble: there is nowhere left to report it.
      }
      listener?.hear?.(asked, code, text, about, log)
    },
    once(asked, code, text, about) {
      // Errors are never silenced by the mass of other lines: no visitor can make up new ones.
      if (written.has(code + text) || (asked !== 'error' && written.size >= MOST_REMEMBERED)) return
      written.add(code + text)
      log.write(asked, code, text, about)
    },
    debugging: () => least === 0 || !!listener?.debugging,
  }
  return log
}

export { messageOf } from '../core/message.js'
