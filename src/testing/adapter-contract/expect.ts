/** @throws Error if the two differ as JSON */
export const expectEqual = (actual: unknown, expected: unknown, what: string): void => {
  const [is, should] = [actual, expected].map((value) => JSON.stringify(value ?? null))
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`)
}

/** @throws Error if the string does not match */
export const expectMatch = (text: string, pattern: RegExp, what: string): void => {
  if (!pattern.test(text)) throw new Error(`${what}: expected ${pattern}, got ${JSON.stringify(text)}`)
}
