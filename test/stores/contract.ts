/** What every store promises. The tests of each store run it, in Node and in workerd. */
import type { Store } from 'burgee'
import { compileHarness } from 'burgee/harness'
import { describe, expect, it } from 'vitest'
import { boolFlag } from '../conformance/build.js'

/** Opens a store at a place that is empty at first. Each call opens one more, as another process would. */
export type Open = () => Store

const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['a snapshot', compileHarness({ flags: [boolFlag('a'), boolFlag('b')] }).snapshot],
  ['a snapshot with no flags', compileHarness({ flags: [] }).snapshot],
  ['an empty text', ''],
  ['white space', ' '],
  ['line ends of all kinds, and at both ends', '\n\r\n\r a \u0085\u2028\u2029\n\n'],
  ['a byte order mark at the start and within', '\uFEFFa\uFEFFb'],
  ['control characters', '\u0000\u0001\u001B\u007F\u009F'],
  ['what is next to the surrogates', '\uD7FF\uE000'],
  ['characters beyond 16 bits, first and last', '\u{10000}😀\u{10FFFF}'],
  ['noncharacters, and the replacement character', '\uFFFD\uFFFE\uFFFF\u{1FFFF}'],
  ['characters that have two forms', 'é e\u0301 Å \u212B ﬁ'],
  ['joined and right-to-left characters', '👩‍👩‍👧‍👦 \u202Eשלום'],
  ['many bytes, of characters one to four bytes long', 'aé名😀'.repeat(300_000)],
  ['what looks like JSON over two lines', '{"a":1}\n{"b":2}'],
  ['what looks like base64', 'base64:AAAA'],
  ['what looks like base64 of nothing', 'base64:'],
  ...[
    'null',
    'true',
    'undefined',
    'NaN',
    '123',
    '-1.5e3',
    '12345678901234567890',
    '"quoted"',
    '{}',
    '[]',
  ].map((text) => [`what looks like the JSON ${text}`, text] as const),
  ['what looks like dangerous JSON', '{"__proto__":{"a":1},"constructor":{"prototype":{}}}'],
]

/**
 * @param place returns a new place at each call: a function that opens stores there
 * @param options `hasSide`: false if the store cannot keep documents beside the snapshot
 */
export const itKeepsTheContract = (place: () => Open, { hasSide = true } = {}): void => {
  it('reads null before the first write, and again', async () => {
    const store = place()()
    expect([await store.read(), await store.read()]).toEqual([null, null])
    expect(await store.read({ fresh: true })).toBeNull()
  })

  it.each(TEXTS)('reads %s as it was written', async (_, text) => {
    const open = place()
    await open().write(text)
    // Not toBe: it would print megabytes.
    expect((await open().read()) === text).toBe(true)
    expect((await open().read({ fresh: true })) === text).toBe(true)
  })

  it('reads what was written last, as often as it is asked', async () => {
    const open = place()
    const [writer, reader] = [open(), open()]
    await writer.write('first')
    expect([await reader.read(), await reader.read()]).toEqual(['first', 'first'])
    for (const text of ['a longer text', 'short', '']) {
      await writer.write(text)
      expect(await reader.read({ fresh: true })).toBe(text)
    }
  })

  it('keeps what one place has from another', async () => {
    const [one, other] = [place()(), place()()]
    await one.write('one')
    expect(await other.read()).toBeNull()
  })

  it('reads a whole text, the old or the new one, while it is replaced', async () => {
    const open = place()
    const [writer, reader] = [open(), open()]
    const texts = ['a', 'b'].map((letter) => letter.repeat(400_000))
    const isWhole = async () => texts.includes((await reader.read()) ?? 'nothing')
    await writer.write(texts[0] ?? '')
    for (const text of [...texts, ...texts, ...texts]) {
      let writing = true
      const written = writer.write(text).finally(() => {
        writing = false
      })
      do expect(await isWhole()).toBe(true)
      while (writing)
      await written
      expect((await reader.read()) === text).toBe(true)
    }
  })

  it('keeps documents beside the snapshot, or has no side()', () => {
    expect(typeof place()().side).toBe(hasSide ? 'function' : 'undefined')
  })

  if (hasSide) describe('side()', () => itKeepsSideDocuments(place))

  it('keeps one of the texts that are written at the same time, and takes the next', async () => {
    const open = place()
    const texts = Array.from({ length: 8 }, (_, place) => `text ${place}`)
    await Promise.all(texts.map((text) => open().write(text)))
    expect(texts).toContain(await open().read())
    await open().write('the next')
    expect(await open().read()).toBe('the next')
  })
}

/** The document of a store that has `side()`. */
const side = (store: Store, name = 'refused') => {
  if (!store.side) throw new Error('the store has no side()')
  return store.side(name)
}

const itKeepsSideDocuments = (place: () => Open): void => {
  it('reads null before the first write', async () => {
    expect(await side(place()()).read()).toBeNull()
  })

  it('reads each text as it was written, in another process as well', async () => {
    const open = place()
    for (const [what, text] of TEXTS) {
      await side(open()).write(text)
      expect((await side(open()).read()) === text, what).toBe(true)
    }
  })

  it('removes a document, and a second time does nothing', async () => {
    const open = place()
    await side(open()).write('text')
    await side(open()).remove()
    expect(await side(open()).read()).toBeNull()
    await side(open()).remove()
    await side(open()).write('again')
    expect(await side(open()).read()).toBe('again')
  })

  it('keeps the snapshot and each document apart', async () => {
    const store = place()()
    await side(store, 'history').write('history')
    expect(await store.read()).toBeNull()
    await store.write('snapshot')
    await side(store, 'kill-1').write('kill')
    await side(store, 'history').remove()
    expect([
      await store.read(),
      await side(store, 'history').read(),
      await side(store, 'kill-1').read(),
    ]).toEqual(['snapshot', null, 'kill'])
  })

  it('keeps the documents of one place from another', async () => {
    const [one, other] = [place()(), place()()]
    await side(one).write('one')
    expect(await side(other).read()).toBeNull()
  })

  it.each(['', 'A', '1a', '-a', 'a b', 'a:b', 'a.b', 'a/b', '../a', 'é', '__proto__', 'a\n'])(
    'refuses the name %j',
    (name) => {
      expect(() => side(place()(), name)).toThrow(TypeError)
      expect(() => side(place()(), name)).toThrow(/: the name of a side document must be lowercase letters/)
    },
  )
}
