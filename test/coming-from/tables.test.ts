/** The tables of docs/coming-from-*.md: complete, and every row of them backed by a test that is there. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { logCodes } from '../kit/log-codes.js'
import { readDocument } from './document.js'
import { flagbaseBrowserSdks, flagbaseSdk, nodeSdk, nodeSdkBesides, pythonSdk } from './sdk-names.js'
import { isTest, testPaths } from './suite.js'

const harness = readDocument('coming-from-harness.md')
const flagbase = readDocument('coming-from-flagbase.md')
const paths = testPaths()

/** Those of these names that stand in backticks, as a whole word, in the first column of no row. */
const missingFrom = ({ rows }: typeof harness, names: readonly string[]): string[] => {
  const theirs = rows.flatMap(({ theirs }) => theirs.match(/`[^`]+`/g) ?? []).join(' ')
  return names.filter((name) => {
    const literally = name.replace(/[.]/g, '\\.')
    return !new RegExp(`(?<![\\w.])${literally}(?!\\w)`).test(theirs)
  })
}

describe('the suite', () => {
  it('is read: titles, tables of cases, other folders', () => {
    expect(paths.size).toBeGreaterThan(500)
    expect(paths).toContain('harness › options › metrics.flushInterval of 60 s: a worker sends after 20 s')
    expect(paths).toContain('client/create-flags.test.ts › createFlags › evaluates without a target')
    expect(
      isTest(paths, 'differential/harness.test.ts › differences from the Node SDK on purpose › gt…'),
    ).toBe(true)
    expect(isTest(paths, 'harness › options › metrics')).toBe(false)
    expect(isTest(paths, 'harness › options › such…')).toBe(false)
  })
})

describe.each([
  ['coming-from-harness.md', harness, 6, 120],
  ['coming-from-flagbase.md', flagbase, 7, 70],
] as const)('%s', (name, document, tables, rows) => {
  it('has its tables', () => {
    expect(document.tables).toBe(tables)
    expect(document.rows.length).toBeGreaterThan(rows)
  })

  it('names at least one test in every row', () => {
    expect(document.rows.filter(({ tests }) => tests.length === 0)).toEqual([])
  })

  it('names tests that are there', () => {
    const wrong = document.rows.flatMap(({ line, tests }) =>
      tests.filter((path) => !isTest(paths, path)).map((path) => `${name}:${line} ${path}`),
    )
    expect(wrong).toEqual([])
  })

  it('leaves no cell empty', () => {
    expect(document.rows.filter(({ theirs, ours }) => theirs === '' || ours === '')).toEqual([])
  })

  it('says why, wherever there is no counterpart', () => {
    const bare = document.rows.filter(({ ours }) => /^none\b/.test(ours) && !/^none( yet)?: \S/.test(ours))
    expect(bare).toEqual([])
  })

  it('links to what is there', () => {
    expect(document.links.length).toBeGreaterThan(0)
    expect(document.links.filter((url) => !existsSync(url)).map(String)).toEqual([])
    expect(document.anchors.filter((anchor) => !document.headings.includes(anchor))).toEqual([])
  })
})

describe('coming-from-harness.md, against the Node SDK', () => {
  it.each([
    ['codes', 25],
    ['options', 12],
    ['events', 3],
    ['methods', 9],
    ['singleton', 10],
    ['exports', 9],
    ['types', 11],
  ] as const)('has all its %s', (kind, count) => {
    expect(nodeSdk[kind], 'were they found in the package?').toHaveLength(count)
    expect(missingFrom(harness, nodeSdk[kind])).toEqual([])
  })

  it('has what the package does not declare', () => {
    expect(missingFrom(harness, nodeSdkBesides)).toEqual([])
  })
})

describe('coming-from-harness.md, against the Python SDK', () => {
  it('has all its names', () => {
    expect(missingFrom(harness, pythonSdk)).toEqual([])
  })
})

describe('coming-from-harness.md, against our own log', () => {
  const shared = logCodes().filter(({ code }) => code < 9000)

  it('has all codes that are those of the SDKs', () => {
    expect(shared.length).toBeGreaterThan(25)
    expect(
      missingFrom(
        harness,
        shared.map(({ code }) => String(code)),
      ),
    ).toEqual([])
  })

  it('says at which level each is written', () => {
    const wrong = shared.filter(({ code, levels }) => {
      const ours = harness.rows.find(({ theirs }) => theirs.startsWith(`\`${code}\``))?.ours ?? ''
      return !levels.every((level) => new RegExp(`\\b${level}\\b`).test(ours)) || ours.startsWith('none')
    })
    expect(wrong).toEqual([])
  })
})

describe('coming-from-flagbase.md, against the SDKs', () => {
  it.each([
    ['the server’s', flagbaseSdk],
    ['the browser’s', flagbaseBrowserSdks],
  ])('has all names of %s', (_, names) => {
    expect(missingFrom(flagbase, names)).toEqual([])
  })
})

it('names that exist are not missing', () => {
  expect(missingFrom(harness, ['boolVariation', 'boolVariatio', 'Variation', 'noSuchOption'])).toEqual([
    'boolVariatio',
    'Variation',
    'noSuchOption',
  ])
})
