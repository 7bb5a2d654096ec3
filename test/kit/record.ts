import { createEvents, type EventType, type Logger } from 'burgee'

/** A logger that keeps its lines, as `warn SDKCODE:9004: …`. */
export const recorder = () => {
  const lines: string[] = []
  const at = (level: string) => (line: string) => void lines.push(`${level} ${line}`)
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return {
    lines,
    logger,
    codes: () => lines.map((line) => Number(/SDKCODE:(\d+)/.exec(line)?.[1])),
    /** The lines with this code. */
    said: (code: number) => lines.filter((line) => line.includes(`SDKCODE:${code}:`)),
  }
}

/** An emitter, and what listeners for these types receive: type, message and context. */
export const hear = (...types: EventType[]) => {
  const events = createEvents()
  const heard: (readonly [EventType, string, object])[] = []
  for (const type of types) events.on(type, (message, context) => heard.push([type, message, context]))
  return { events, heard }
}
