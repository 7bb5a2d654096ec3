/** Markdown tables, and numbers in a form that is easy to read. */

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, place) => (place === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** Three significant digits, with a comma at the thousands. A dash if there is no number. */
export const figure = (value: number): string => {
  if (!Number.isFinite(value)) return '–'
  if (value !== 0 && Math.abs(value) < 99.95) return String(Number(value.toPrecision(value < 1 ? 2 : 3)))
  return Math.round(value).toLocaleString('en-US')
}

/** Three significant digits and a unit, for thousands and more: 41.5 M. */
export const large = (value: number): string => {
  const units = [
    [1e12, ' T'],
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const
  const [unit, name] = units.find(([size]) => value >= size) ?? [1, '']
  return `${Number((value / unit).toPrecision(3))}${name}`
}

/** With a sign: a real minus, so that it is as wide as a digit. */
export const signed = (value: number): string => (value < 0 ? `−${figure(-value)}` : figure(value))

export const times = (value: number): string => `${figure(value)}×`

/** The same Markdown table, with its columns aligned for a terminal. */
export const aligned = (markdown: string): string => {
  const rows = markdown.split('\n').map((line) => line.slice(2, -2).split(' | '))
  const widths = (rows[0] ?? []).map((_, place) =>
    Math.max(...rows.map((cells) => cells[place]?.length ?? 0)),
  )
  return rows
    .map((cells, row) => {
      const padded = cells.map((cell, place) => {
        const width = widths[place] ?? 0
        if (row === 1) return place === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`
        return place === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      return `| ${padded.join(' | ')} |`
    })
    .join('\n')
}
