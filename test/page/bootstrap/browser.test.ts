/** `readFlags`, with documents that our servers never send. See bootstrap.browser.test.ts for a real browser. */
import { type FlagsDocument, readFlags } from 'burgee/browser'
import { describe, expect, it } from 'vitest'

/** A document with one script, which only one selector finds. */
const documentWith = (textContent: string | null, id = 'burgee-flags'): FlagsDocument => ({
  querySelector: (selector) =>
    selector === `script[type="application/json"]#${id}` ? { textContent } : null,
})

const reading = (values: object) => readFlags({ document: documentWith(JSON.stringify(values)) })

const VALUES = {
  bool: true,
  text: 'text',
  empty: '',
  number: 2.5,
  zero: 0,
  object: { columns: [1] },
  list: [1],
  nothing: null,
}

describe('a flag', () => {
  const flags = reading(VALUES)

  it.each<[string, boolean, string, number, unknown]>([
    ['bool', true, 'f', -1, 'f'],
    ['text', false, 'text', -1, 'f'],
    ['empty', false, '', -1, 'f'],
    ['number', false, 'f', 2.5, 'f'],
    ['zero', false, 'f', 0, 'f'],
    ['object', false, 'f', -1, { columns: [1] }],
    ['list', false, 'f', -1, [1]],
    ['nothing', false, 'f', -1, null],
    ['not sent', false, 'f', -1, 'f'],
  ])(
    '%s is read by the call for its type, and falls back in the others',
    (key, bool, string, number, json) => {
      expect(flags.boolVariation(key, false)).toBe(bool)
      expect(flags.stringVariation(key, 'f')).toBe(string)
      expect(flags.numberVariation(key, -1)).toBe(number)
      expect(flags.jsonVariation<unknown>(key, 'f')).toEqual(json)
    },
  )

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'named %s exists only if it was sent',
    (key) => {
      expect(flags.jsonVariation(key, 'fallback')).toBe('fallback')
      const sent = readFlags({ document: documentWith(`{"${key}":{"it":1}}`) })
      expect(sent.jsonVariation(key, {})).toEqual({ it: 1 })
      expect(({} as { it?: number }).it).toBeUndefined()
    },
  )
})

describe('every flag falls back if', () => {
  it.each<[string, FlagsDocument | undefined]>([
    ['there is no document, as on a server', undefined],
    ['there is no block', { querySelector: () => null }],
    ['the block has another id', documentWith('{"bool":true}', 'other')],
    ['the block is empty', documentWith('')],
    ['the block has no content', documentWith(null)],
    ['the block is cut off', documentWith('{"bool":true')],
    ['the block is a list', documentWith('[true]')],
    ['the block is null', documentWith('null')],
    ['the block is a string', documentWith('"bool"')],
    [
      'the document throws',
      {
        querySelector() {
          throw new Error('no')
        },
      },
    ],
  ])('%s', (_, document) => {
    const flags = readFlags(document && { document })
    expect(flags.boolVariation('bool', false)).toBe(false)
    expect(flags.jsonVariation('length', 'f')).toBe('f')
  })
})

it('the id can be changed', () => {
  const flags = readFlags({ id: 'mine', document: documentWith('{"bool":true}', 'mine') })
  expect(flags.boolVariation('bool', false)).toBe(true)
})

it('the calls work without their object', () => {
  const { boolVariation } = reading(VALUES)
  expect(boolVariation('bool', false)).toBe(true)
})
