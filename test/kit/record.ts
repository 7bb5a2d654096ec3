import type { Logger } from 'burgee'

/** A logger that keeps its lines, as `warn SDKCODE:9004: …`. */
export const recorder = (): { lines: string[]; logger: Logger; codes: () => number[] } => {
  const lines: string[] = []
  const at = (level: string) => (line: string) => void lines.push(`${level} ${line}`)
  return {
    lines,
    logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    codes: () => lines.map((line) => Number(/SDKCODE:(\d+)/.exec(line)?.[1])),
  }
}
