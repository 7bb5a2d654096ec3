/** CONTRIBUTING.md and SECURITY.md name scripts and tests that exist. */
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { packedPages, quoted, readPage, tableRows } from './markdown.js'
import { ROOT } from './smoke/manifest.js'

it('CONTRIBUTING.md lists every script of package.json, and no other', () => {
  const named = tableRows(readPage('CONTRIBUTING.md'))
    .map(([script = '']) => /^`npm (?:run )?([\w:]+)`$/.exec(script)?.[1])
    .filter((script) => script !== undefined)
  expect([...named].sort()).toEqual(Object.keys(manifest.scripts).sort())
})

it.each(packedPages())('%s names only test files that exist', (page) => {
  const named = quoted(readPage(page)).filter((text) => /^test\/[\w./-]+$/.test(text))
  expect(named.filter((file) => !existsSync(ROOT + file))).toEqual([])
})

it('SECURITY.md names a test in every row', () => {
  const rows = tableRows(readPage('SECURITY.md')).slice(1)
  expect(rows.length).toBeGreaterThan(10)
  expect(rows.filter(([, test = '']) => !/`(test\/|npm run )/.test(test))).toEqual([])
})
