import { createEvents, type EventType } from 'burgee'

/** An emitter, and what is heard of these types: type, message and context. */
export const hear = (...types: EventType[]) => {
  const events = createEvents()
  const heard: (readonly [EventType, string, object])[] = []
  for (const type of types) events.on(type, (message, context) => heard.push([type, message, context]))
  return { events, heard }
}
