/** Without colors if NO_COLOR is set, or if the output is not a terminal. */
const plain = Boolean(process.env['NO_COLOR']) || !process.stdout.isTTY

const STYLES = { bold: 1, dim: 2, red: 31, green: 32 } as const

/** The columns of a narrow terminal. */
const WIDTH = 80

export const paint = (style: keyof typeof STYLES, text: string): string =>
  plain ? text : `\x1b[${STYLES[style]}m${text}\x1b[0m`

/**
 * Breaks text at spaces into lines of at most 80 columns. A word that is longer keeps a line of its own.
 *
 * @param indent the columns left free at the left; the caller prints those of the first line
 */
const wrap = (text: string, indent: number): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH - indent) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

/** Prints the title of a step. */
export const step = (title: string): void => {
  console.log(`\n${paint('bold', `▸ ${wrap(title, 2)}`)}`)
}

/** Prints a line of a step. */
export const say = (line: string): void => {
  console.log(`  ${wrap(line, 2)}`)
}

/**
 * Prints what was checked.
 *
 * @throws Error, which ends the demo, if the check fails
 */
export const check = (what: string, holds: boolean, found: unknown = ''): void => {
  if (!holds) {
    throw new Error(`not as expected: ${what}${found === '' ? '' : `; found ${JSON.stringify(found)}`}`)
  }
  console.log(`  ${paint('green', '✓')} ${wrap(what, 4)}`)
}

/** Prints a table with aligned columns. The first row is its head. */
export const table = (rows: readonly (readonly string[])[]): void => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const [place, row] of rows.entries()) {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
    console.log(`  ${place === 0 ? paint('dim', line.trimEnd()) : line.trimEnd()}`)
  }
}

/**
 * Asks again and again until the result is right.
 *
 * @param seconds how long to ask
 * @throws Error with the last result, if it never is
 */
export const eventually = async <T>(
  what: string,
  seconds: number,
  ask: () => Promise<T> | T,
  isRight: (result: T) => boolean,
): Promise<T> => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const result = await ask()
    if (isRight(result)) return result
    if (Date.now() > deadline) {
      throw new Error(`not as expected within ${seconds} s: ${what}; found ${JSON.stringify(result)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
