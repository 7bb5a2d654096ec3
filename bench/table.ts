/** Markdown tables, and figures as people read them. */

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, place) => (place === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** Three digits that count, and thousands set apart. */
export const figure = (value: number): string => {
  if (!Number.isFinite(value)) return '–'
  if (value !== 0 && Math.abs(value) < 99.95) return String(Number(value.toPrecision(value < 1 ? 2 : 3)))
  return Math.round(value).toLocaleString('en-US')
}

/** For figures from thousands to billions. */
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

export const times = (value: number): string => `${figure(value)}×`
