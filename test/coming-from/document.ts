import { readFileSync } from 'node:fs'

const DOCS = new URL('../../docs/', import.meta.url)

export interface Row {
  /** For the message of a test that fails. */
  readonly line: number
  readonly theirs: string
  readonly ours: string
  /** The tests that it names, by their paths. */
  readonly tests: readonly string[]
}

export interface Document {
  readonly rows: readonly Row[]
  /** How many tables it has. */
  readonly tables: number
  /** Its links to files, without the part after `#`. */
  readonly links: readonly URL[]
  /** Its links to its own headings. */
  readonly anchors: readonly string[]
  readonly headings: readonly string[]
}

/** @throws Error if a row of a table does not have three cells */
export const readDocument = (name: string): Document => {
  const url = new URL(name, DOCS)
  const text = readFileSync(url, 'utf8')
  const lines = text.split('\n')
  const isRule = (line: string | undefined) => /^\|( *-+ *\|)+$/.test(line ?? '')
  const rows = lines.flatMap((line, place) => {
    if (!line.startsWith('|') || isRule(line) || isRule(lines[place + 1])) return []
    const cells = line.split('|').slice(1, -1)
    const [theirs = '', ours = '', tests = ''] = cells.map((cell) => cell.trim())
    if (cells.length !== 3) throw new Error(`${name}:${place + 1} has ${cells.length} cells, not 3`)
    const paths = [...tests.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
    return { line: place + 1, theirs, ours, tests: paths }
  })
  const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  const files = targets.filter((target) => !/^(https?:|#)/.test(target))
  return {
    rows,
    tables: lines.filter(isRule).length,
    links: files.map((target) => new URL(target.replace(/#.*$/, ''), url)),
    anchors: targets.filter((target) => target.startsWith('#')).map((target) => target.slice(1)),
    headings: [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-'),
    ),
  }
}
