/** Reads the Markdown files that users get: README.md, CHANGELOG.md and the others of package.json, and docs. */
import { readdirSync, readFileSync } from 'node:fs'
import { ROOT, readManifest } from './smoke/manifest.js'

/** The Markdown files in the package, as paths from the repository's folder. */
export const packedPages = (): readonly string[] =>
  readManifest()
    .files.flatMap((entry) =>
      entry === 'docs'
        ? readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`)
        : [entry],
    )
    .filter((file) => file.endsWith('.md'))

export const readPage = (path: string): string => readFileSync(ROOT + path, 'utf8')

/** The page without its blocks of code, and with as many lines. */
export const proseOf = (page: string): string =>
  page.replace(/^( *)```[\s\S]*?^\1```$/gm, (block) => block.replace(/[^\n]/g, ''))

/** The cells of every row of a page's tables, without the lines under the headings. */
export const tableRows = (page: string): readonly (readonly string[])[] =>
  proseOf(page)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[ |:-]+$/.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )

/** The words of a cell that stand in backticks. */
export const quoted = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)

/**
 * What the headings of a page can be linked by, as GitHub makes it: in lower case, without punctuation, hyphens for
 * spaces, and a number behind a heading that comes again.
 */
export const anchorsOf = (page: string): ReadonlySet<string> => {
  const anchors = new Set<string>()
  for (const [, heading = ''] of proseOf(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
    let unique = anchor
    for (let time = 1; anchors.has(unique); time++) unique = `${anchor}-${time}`
    anchors.add(unique)
  }
  return anchors
}
