/**
 * Comments and pages are in plain words: see "How we write" in CONTRIBUTING.md. The bounds are twice what stands in
 * the comments of Hono, which we take for a model: "where" 7 times in 10,000 words, and none of the others.
 */
import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { packedPages, proseOf, readPage } from './markdown.js'
import { ROOT } from './smoke/manifest.js'

interface Prose {
  readonly file: string
  readonly text: string
}

interface Pattern {
  readonly name: string
  readonly pattern: RegExp
  /** How often it may stand in 10,000 words. */
  readonly most: number
}

/** What to avoid. */
const PATTERNS: readonly Pattern[] = [
  { name: 'where', pattern: /\bwhere\b/gi, most: 14 },
  {
    name: 'whoever, nobody, …',
    pattern: /\b(whoever|nobody|somebody|everybody|anybody|likewise)\b/gi,
    most: 2,
  },
  { name: 'is none', pattern: /\bis none\b/gi, most: 2 },
  { name: 'a text, texts', pattern: /\b(a text|texts)\b/gi, most: 2 },
  { name: 'at once', pattern: /\bat once\b/gi, most: 2 },
  { name: 'behind the response', pattern: /\bbehind (the|its) response\b/gi, most: 2 },
]

/** All comments of a file of TypeScript. */
const commentsOf = (code: string): string => {
  const source = ts.createSourceFile('file.ts', code, ts.ScriptTarget.ES2022, true)
  const comments = new Map<number, string>()
  const visit = (node: ts.Node): void => {
    const before = ts.getLeadingCommentRanges(code, node.pos) ?? []
    const after = ts.getTrailingCommentRanges(code, node.end) ?? []
    for (const { pos, end } of [...before, ...after]) comments.set(pos, code.slice(pos, end))
    for (const child of node.getChildren(source)) visit(child)
  }
  visit(source)
  return [...comments]
    .sort(([one], [other]) => one - other)
    .map(([, comment]) => comment)
    .join('\n')
}

const readComments = (): readonly Prose[] =>
  readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file: `src/${file}`, text: commentsOf(readFileSync(`${ROOT}src/${file}`, 'utf8')) }))

const readPages = (): readonly Prose[] =>
  packedPages().map((file) => ({ file, text: proseOf(readPage(file)).replace(/`[^`]*`/g, '') }))

const wordsIn = (texts: readonly Prose[]): number =>
  texts.reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}'’]+/gu)?.length ?? 0), 0)

/** How often a pattern stands in each file, the worst first; files without it are left out. */
const countIn = (texts: readonly Prose[], pattern: RegExp): readonly (readonly [string, number])[] =>
  texts
    .map(({ file, text }) => [file, text.match(pattern)?.length ?? 0] as const)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)

describe.each([
  ['comments', readComments()],
  ['pages', readPages()],
] as const)('the %s', (_, texts) => {
  const words = wordsIn(texts)

  it('are read', () => {
    expect(words).toBeGreaterThan(5_000)
  })

  it.each(PATTERNS)('have few of: $name', ({ name, pattern, most }) => {
    const files = countIn(texts, pattern)
    const count = files.reduce((sum, [, inFile]) => sum + inFile, 0)
    const perTenThousand = (count / words) * 10_000
    const worst = files.slice(0, 8).map(([file, inFile]) => `${file}: ${inFile}`)
    expect(
      perTenThousand,
      `"${name}" stands ${count} times in ${words} words. Most often in:\n${worst.join('\n')}\n`,
    ).toBeLessThanOrEqual(most)
  })
})

it('comments are found in every place, and strings are not comments', () => {
  const code = `/** one */
const a = \`// no \${/* two */ 1}\` // three
const b = 'http://no' /* four */
const c = /\\/\\/no/
const d = {
  // five
}
// six`
  expect(commentsOf(code).match(/[a-z]+/g)).toEqual(['one', 'two', 'three', 'four', 'five', 'six'])
})
