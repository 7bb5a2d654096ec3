/** Line plots on logarithmic axes, as SVG. */
import { large } from './table.js'

/** How one figure grows with another, for one subject. */
export interface Line {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface LinePlot {
  /** The name of its file in plots/. */
  readonly id: string
  readonly title: string
  readonly x: string
  readonly y: string
  readonly series: readonly Line[]
}

const [WIDTH, HEIGHT] = [760, 440]
const AREA = { left: 70, right: 520, top: 46, bottom: 390 }
const COLORS = [
  '#1f77b4',
  '#2ca02c',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#17becf',
  '#bcbd22',
  '#ff7f0e',
  '#555',
]

/** Burgee and the floor have the same color in every plot. */
const OWN_COLORS: Readonly<Record<string, string>> = { Burgee: '#d62728', floor: '#999' }

/** The least distance between two labels, in pixels. */
const LINE_HEIGHT = 17

export const plotSvg = ({ title, x, y, series }: LinePlot): string => {
  const drawn = series.map(({ points, ...rest }) => ({
    ...rest,
    points: points.filter(([, value]) => value > 0),
  }))
  const all = drawn.flatMap(({ points }) => points)
  const scaleX = scale(
    all.map(([value]) => value),
    AREA.left,
    AREA.right,
  )
  const scaleY = scale(
    all.map(([, value]) => value),
    AREA.bottom,
    AREA.top,
  )
  const lines = drawn.map(({ name, points }, place) => {
    const path = points.map(([px, py]) => `${round(scaleX.at(px))},${round(scaleY.at(py))}`).join(' ')
    const color = colorOf(name, place)
    const dots = path.split(' ').map((dot) => {
      const [cx, cy] = dot.split(',')
      return `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${color}"/>`
    })
    return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>${dots.join('')}`
  })
  const ends = drawn.map(({ name, points }, place) => {
    const [px, py] = points.at(-1) ?? [1, 1]
    return { name, color: colorOf(name, place), x: scaleX.at(px), y: scaleY.at(py) }
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(AREA.left, 24, title, 'font-size="15" font-weight="bold"'),
    ...scaleX.ticks.map((tick) => gridLine(scaleX.at(tick), AREA.top, scaleX.at(tick), AREA.bottom)),
    ...scaleX.ticks.map((tick) =>
      text(scaleX.at(tick), AREA.bottom + 18, large(tick), 'text-anchor="middle"'),
    ),
    ...scaleY.ticks.map((tick) => gridLine(AREA.left, scaleY.at(tick), AREA.right, scaleY.at(tick))),
    ...scaleY.ticks.map((tick) => text(AREA.left - 8, scaleY.at(tick) + 4, large(tick), 'text-anchor="end"')),
    text((AREA.left + AREA.right) / 2, AREA.bottom + 38, x, 'text-anchor="middle"'),
    text(AREA.left - 8, AREA.top - 8, y, 'text-anchor="end"'),
    ...lines,
    ...spread(ends).map((end) => text(AREA.right + 12, end.y + 4, end.name, `fill="${end.color}"`)),
    '</svg>\n',
  ].join('\n')
}

const colorOf = (name: string, place: number) => OWN_COLORS[name] ?? COLORS[place % COLORS.length]

const scale = (values: readonly number[], from: number, to: number) => {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
  return {
    at: (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: high - low + 1 }, (_, place) => 10 ** (low + place)),
  }
}

/** Puts a label at the end of each line, and moves labels apart that would overlap. */
const spread = <Label extends { readonly y: number }>(labels: readonly Label[]): Label[] => {
  const sorted = [...labels].sort((a, b) => a.y - b.y)
  let free = AREA.top
  const down = sorted.map((label) => {
    const y = Math.max(label.y, free)
    free = y + LINE_HEIGHT
    return { ...label, y }
  })
  const overflow = Math.max(0, free - LINE_HEIGHT - AREA.bottom)
  return down.map((label) => ({ ...label, y: label.y - overflow }))
}

const gridLine = (x1: number, y1: number, x2: number, y2: number) =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#ddd"/>`

const text = (x: number, y: number, content: string, attributes: string) =>
  `<text x="${round(x)}" y="${round(y)}" ${attributes}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`

const round = (value: number) => Number(value.toFixed(1))
