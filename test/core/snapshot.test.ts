import { createFlags, SnapshotError } from 'burgee'
import { compileHarness, harnessDialect } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { openSnapshot, readHeader } from '../../src/core/snapshot.js'
import { boolFlag, clause, ids, rule, stringFlag } from '../conformance/build.js'

const flags = [
  boolFlag('dark-mode', { rules: [rule('on', [clause('', 'segmentMatch', 'beta')])] }),
  stringFlag('greeting'),
  stringFlag('naïve 名前 😀'),
]
const segments = [{ identifier: 'beta', included: ids('ada') }]
const { snapshot } = compileHarness({ flags, segments })

/** The header, changed, with the same lines. */
const withHeader = (change: (header: Record<string, unknown>) => void, text = snapshot): string => {
  const header = JSON.parse(text.slice(0, text.indexOf('\n'))) as Record<string, unknown>
  change(header)
  return JSON.stringify(header) + text.slice(text.indexOf('\n'))
}

describe('opening a snapshot', () => {
  it.each<[string, string, RegExp]>([
    ['nothing', '', /not a Burgee snapshot/],
    ['any text', 'hello', /not a Burgee snapshot/],
    ['JSON of something else', '{"flags":[]}\n', /not a Burgee snapshot/],
    ['null', 'null\n', /not a Burgee snapshot/],
    ['HTML', '<!doctype html>\n<p>502', /not a Burgee snapshot/],
    ['a header without its newline', snapshot.slice(0, snapshot.indexOf('\n')), /not a Burgee snapshot/],
    ['a string that was cut short', snapshot.slice(0, -1), /damaged/],
    ['a string with more after it', `${snapshot}\n`, /damaged/],
    [
      'an older format',
      withHeader((header) => {
        header['format'] = 2
      }),
      /format 2, not 3: publish again, or update Burgee/,
    ],
    [
      'another dialect',
      withHeader((header) => {
        header['dialect'] = 'flagbase'
      }),
      /dialect flagbase, not harness: pass the provider that wrote it/,
    ],
    [
      'a clause that this version does not have',
      withHeader((header) => {
        header['uses'] = ['equal', 'lt', 'murmur3']
      }),
      /dialect harness has no lt: update/,
    ],
    [
      'a clause named after what every object has',
      withHeader((header) => {
        header['uses'] = ['constructor']
      }),
      /harness has no constructor/,
    ],
    [
      'no list of what it uses',
      withHeader((header) => {
        delete header['uses']
      }),
      /damaged/,
    ],
    ['reasons that are no list', withHeader((header) => Object.assign(header, { reasons: {} })), /damaged/],
    [
      'no table',
      withHeader((header) => {
        delete header['table']
      }),
      /damaged/,
    ],
  ])('%s is refused, with what to do', (_, text, message) => {
    expect(() => openSnapshot(text, harnessDialect)).toThrow(SnapshotError)
    expect(() => openSnapshot(text, harnessDialect)).toThrow(message)
    expect(() => createFlags({ snapshot: text })).toThrow(SnapshotError)
  })

  it('reads a line of any script', () => {
    expect(openSnapshot(snapshot, harnessDialect).flag('naïve 名前 😀')?.key).toBe('naïve 名前 😀')
  })

  it('parses a flag when it is first asked for, and keeps it', () => {
    const opened = openSnapshot(snapshot, harnessDialect)
    expect(opened.flag('greeting')).toBe(opened.flag('greeting'))
    expect(opened.flag('no-such')).toBeUndefined()
  })

  it('a line that is damaged costs that flag alone, and is told once', () => {
    const damaged = snapshot.replace('"key":"greeting"', '"key":"greetinG"')
    const told: string[] = []
    const opened = openSnapshot(damaged, harnessDialect, (line, problem) => told.push(`${line}: ${problem}`))
    expect(opened.flag('greeting')).toBeUndefined()
    expect(opened.flag('greeting')).toBeUndefined()
    expect(opened.flag('dark-mode')).toBeDefined()
    expect(told).toEqual(['flag greeting: SnapshotError: the line of greetinG'])
  })

  it.each(['{', 'null', '[]', '{"key":"greeting"}', '{"key":"greeting","variations":null}'])(
    'a line that is %s is told, and never throws later',
    (line) => {
      const start = snapshot.indexOf('{"key":"greeting"')
      const length = snapshot.indexOf('\n', start) - start
      const damaged = snapshot.slice(0, start) + line.padEnd(length) + snapshot.slice(start + length)
      const told: string[] = []
      expect(
        openSnapshot(damaged, harnessDialect, (what) => told.push(what)).flag('greeting'),
      ).toBeUndefined()
      expect(told).toEqual(['flag greeting'])
      const lines: string[] = []
      const log = (text: string) => lines.push(text)
      const logger = { debug: log, info: log, warn: log, error: log }
      expect(
        createFlags({ snapshot: damaged, logger })
          .forTarget({ identifier: 'ada' })
          .stringVariation('greeting', 'safe'),
      ).toBe('safe')
      expect(lines.find((one) => one.includes(':9016:'))).toMatch(
        /SDKCODE:9016: The flag greeting in the snapshot cannot be read/,
      )
    },
  )
})

it('no single damaged character makes any call throw', () => {
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  for (let at = snapshot.indexOf('\n') + 1; at < snapshot.length; at++) {
    for (const character of ['"', '}', '\n', 'x']) {
      const damaged = snapshot.slice(0, at) + character + snapshot.slice(at + 1)
      const seen = createFlags({ snapshot: damaged, logger }).forTarget({ identifier: 'ada' })
      expect(() => [
        seen.all(),
        seen.detail('greeting', ''),
        seen.flagType('dark-mode'),
        seen.snapshot,
      ]).not.toThrow()
    }
  }
})

it('what is no key is the key of no flag', () => {
  const seen = createFlags({ snapshot }).forTarget(undefined)
  for (const key of [undefined, null, 5, {}]) expect(seen.flagType(key as never)).toBe('flag_not_found')
})

describe('the revision', () => {
  it('is the same for the same content, in whatever order it came', () => {
    const turned = compileHarness({ flags: [...flags].reverse(), segments }).snapshot
    expect(readHeader(turned).header.revision).toBe(readHeader(snapshot).header.revision)
    expect(turned.slice(turned.indexOf('\n'))).toBe(snapshot.slice(snapshot.indexOf('\n')))
  })

  it('changes with the content', () => {
    const revisions = [
      compileHarness({ flags, segments }),
      compileHarness({ flags: flags.slice(1), segments }),
      compileHarness({ flags, segments: [{ identifier: 'beta', included: ids('bob') }] }),
      compileHarness({ flags: [...flags.slice(1), boolFlag('dark-mode', { state: 'off' })], segments }),
    ].map((compiled) => readHeader(compiled.snapshot).header.revision)
    expect(new Set(revisions).size).toBe(revisions.length)
    for (const revision of revisions) expect(revision).toMatch(/^[0-9a-f]{16}$/)
  })

  it('does not change with what evaluation does not look at', () => {
    const described = flags.map((flag) => ({ ...flag, version: 7, description: 'told at length' }))
    expect(readHeader(compileHarness({ flags: described, segments }).snapshot).header.revision).toBe(
      readHeader(snapshot).header.revision,
    )
  })
})
