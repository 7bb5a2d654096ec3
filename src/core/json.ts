/** Anything that JSON can say. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/**
 * Freezes a JSON value through and through. One parsed value serves every request of an isolate, so a handler
 * that changed it would change it for everybody.
 */
export const deepFreeze = (value: JsonValue): JsonValue => {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}
