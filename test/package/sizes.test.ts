/** The sizes in README.md and docs/speed.md are the limits of `npm run size`, and the limits are near what is measured. */
import { describe, expect, it } from 'vitest'
import { quoted, readPage, tableRows } from './markdown.js'
import { measure, type Row, rows } from './size.js'

interface Entry {
  /** What is imported and from where: `burgee/hono featureFlags`. */
  readonly imports: string
  readonly kilobytes: string
}

/** The rows of the table that has a column `KB`; the cells before it name imports and what is used of them. */
const readEntries = (page: string): readonly Entry[] => {
  const table = tableRows(readPage(page))
  const head = table.findIndex((cells) => cells.includes('KB'))
  const column = table[head]?.indexOf('KB') ?? 0
  const after = table.slice(head + 1)
  const end = after.findIndex((cells) => !/^[\d.]+$/.test(cells[column] ?? ''))
  return after.slice(0, end === -1 ? undefined : end).map((cells) => ({
    imports: [...quoted(cells.slice(0, column).join(' '))].sort().join(' '),
    kilobytes: cells[column] ?? '',
  }))
}

/** The same for a row of `npm run size`; nothing for the README's app, which names no single import. */
const importsOf = ({ name, code }: Row): string => {
  if (name.startsWith("the README's worker")) return ''
  const exported = [...code.matchAll(/export \{ ([^}]+) \} from '([^']+)'/g)]
  return exported
    .flatMap(([, names = '', specifier = '']) => [specifier, ...names.split(', ')])
    .sort()
    .join(' ')
}

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(1)

const limits = rows().filter(({ name }) => name !== 'imported, and not used')
const limitOf = (imports: string): Row | undefined => limits.find((row) => importsOf(row) === imports)

describe.each([
  ['README.md', 12],
  ['docs/speed.md', limits.length],
] as const)('the sizes in %s', (page, count) => {
  const entries = readEntries(page)

  it('are in a table', () => {
    expect(entries).toHaveLength(count)
  })

  it('are the limits of `npm run size`', () => {
    const expected = entries.map(({ imports }) => {
      const limit = limitOf(imports)
      return { imports, kilobytes: limit ? kilobytes(limit.budget) : 'not in test/package/size.ts' }
    })
    expect(entries).toEqual(expected)
  })
})

it('every limit of `npm run size` is in docs/speed.md', () => {
  const entries = readEntries('docs/speed.md').map(({ imports }) => imports)
  expect(limits.map(importsOf).filter((imports) => !entries.includes(imports))).toEqual([])
})

it('README.md says the limit of the Hono middleware among its reasons', () => {
  const { kilobytes } = readEntries('README.md')[0] ?? {}
  expect(readPage('README.md')).toContain(`is ${kilobytes} KB of gzip at most`)
})

describe('the limits in README.md', () => {
  it.each(readEntries('README.md').map(({ imports }) => [imports]))(
    '%s stays below its limit, and within a tenth of it',
    async (imports) => {
      const limit = limitOf(imports)
      if (limit === undefined) return expect.fail('not in test/package/size.ts')
      const { bytes } = await measure(limit)
      expect(bytes).toBeLessThanOrEqual(limit.budget)
      expect(bytes).toBeGreaterThan(limit.budget * 0.9)
    },
    30_000,
  )
})
