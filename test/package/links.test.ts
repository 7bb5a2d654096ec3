/** Links in the pages of the package lead to what is in the package, and to headings that exist. */
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsOf, packedPages, proseOf, readPage } from './markdown.js'
import { readManifest } from './smoke/manifest.js'

/** Files that are in the package beside the pages. */
const OTHERS = readManifest().files.filter((file) => !file.endsWith('.md') && file.includes('LICENSE'))

interface Link {
  readonly line: number
  readonly target: string
}

/** The links of a page that lead to a file or a heading, as written. */
const linksOf = (page: string): readonly Link[] =>
  proseOf(page)
    .split('\n')
    .flatMap((line, place) =>
      [...line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({
        line: place + 1,
        target,
      })),
    )
    .filter(({ target }) => !/^[a-z]+:/.test(target))

/** Undefined if the link leads somewhere. */
const problemOf = (page: string, target: string, pages: ReadonlyMap<string, string>): string | undefined => {
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path))
  if (!pages.has(file)) return OTHERS.includes(file) ? undefined : `${file} is not in the package`
  return anchor === undefined || anchorsOf(pages.get(file) ?? '').has(anchor)
    ? undefined
    : `${file} has no heading #${anchor}`
}

const pages = new Map(packedPages().map((path) => [path, readPage(path)] as const))

/** The lines with a link that leads nowhere, and why. */
const brokenLinks = (path: string, page: string): readonly string[] =>
  linksOf(page).flatMap(({ line, target }) => {
    const problem = problemOf(path, target, new Map([...pages, [path, page]]))
    return problem === undefined ? [] : [`${path}:${line} ${target}: ${problem}`]
  })

describe.each([...pages])('%s', (path, page) => {
  it('has no link that leads nowhere', () => {
    expect(brokenLinks(path, page)).toEqual([])
  })
})

it('finds a file that is not in the package, a heading that does not exist, and nothing in code', () => {
  const page =
    '# A page\n[1](../src/index.ts) [2](events.md#nowhere) `[3](nowhere)`\n```\n[4](nowhere)\n```\n[5](#a-page) [6](#no-page)\n'
  expect(brokenLinks('docs/page.md', page)).toEqual([
    'docs/page.md:2 ../src/index.ts: src/index.ts is not in the package',
    'docs/page.md:2 events.md#nowhere: docs/events.md has no heading #nowhere',
    'docs/page.md:6 #no-page: docs/page.md has no heading #no-page',
  ])
})

it('README.md leads to every page', () => {
  const reached = new Set(linksOf(readPage('README.md')).map(({ target }) => target.split('#')[0]))
  const pagesOfReadme = [...pages.keys()].filter((path) => path !== 'README.md')
  expect(pagesOfReadme.filter((path) => !reached.has(path))).toEqual([])
})
