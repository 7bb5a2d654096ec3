/** Plain where nobody asked for colours, or somebody asked for none. */
const plain = Boolean(process.env['NO_COLOR']) || !process.stdout.isTTY

const STYLES = { bold: 1, dim: 2, red: 31, green: 32 } as const

export const paint = (style: keyof typeof STYLES, text: string): string =>
  plain ? text : `\x1b[${STYLES[style]}m${text}\x1b[0m`

/** Prints what happens, step by step, and fails loudly where it is not what was expected. */
export const step = (title: string): void => {
  console.log(`\n${paint('bold', `▸ ${title}`)}`)
}

export const say = (line: string): void => {
  console.log(`  ${line}`)
}

/** @throws Error, which ends the demo, where the check does not hold */
export const check = (what: string, holds: boolean, found: unknown = ''): void => {
  if (!holds) {
    throw new Error(`not as expected: ${what}${found === '' ? '' : `; found ${JSON.stringify(found)}`}`)
  }
  console.log(`  ${paint('green', '✓')} ${what}`)
}

/** A table with aligned columns. */
export const table = (rows: readonly (readonly string[])[]): void => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const [place, row] of rows.entries()) {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')
    say(place === 0 ? paint('dim', line.trimEnd()) : line.trimEnd())
  }
}

/**
 * Asks until the answer will do.
 *
 * @param seconds how long to ask
 * @throws Error with the last answer, where it never does
 */
export const eventually = async <T>(
  what: string,
  seconds: number,
  ask: () => Promise<T> | T,
  holds: (answer: T) => boolean,
): Promise<T> => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (holds(answer)) return answer
    if (Date.now() > deadline) {
      throw new Error(`not as expected within ${seconds} s: ${what}; found ${JSON.stringify(answer)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
