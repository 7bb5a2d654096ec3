/** Writes log lines, as `console` does. An error that it throws is ignored. */
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
  /** @param about what the line is about, for listeners. It is not written */
  readonly write: (level: LineLevel, code: number, text: string, about?: object) => void
  /** Writes a line with this code and text once, however often it is called. */
  readonly once: (level: LineLevel, code: number, text: string, about?: object) => void
  /** True if a line at level `debug` is written or listened to. Check it before you make one in a hot path. */
  readonly debugging: () => boolean
}

/** Gets every line, also those below the logger's level. Never throws. */
export interface LineListener {
  /** True if it needs lines at level `debug`. */
  readonly debugging: boolean
  hear(level: LineLevel, code: number, text: string, about: object | undefined, log: Log): void
}

/** How many lines `once` remembers. They can hold what visitors send, so there is no end of them. */
const MOST_REMEMBERED = 1_000

/**
 * Wraps a logger so that it filters by level, numbers its lines as the Harness SDKs do (`SDKCODE:2001: …`), and
 * cannot throw into the code that logs.
 *
 * @param logger default: console
 * @param level default: `info`
 * @param listener default: none
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
        // The logger is broken, so there is no place to report it.
      }
      listener?.hear?.(asked, code, text, about, log)
    },
    once(asked, code, text, about) {
      // Other lines never silence an error: visitors cannot make up new errors.
      if (written.has(code + text) || (asked !== 'error' && written.size >= MOST_REMEMBERED)) return
      written.add(code + text)
      log.write(asked, code, text, about)
    },
    debugging: () => least === 0 || !!listener?.debugging,
  }
  return log
}

export { messageOf } from '../core/message.js'
