import fc from 'fast-check'

/** Strings that have broken out of scripts, attributes, comments or JSON somewhere. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  'the end of a script': '</script><img src=x onerror="window.executed = true">',
  'the end of a script, in another spelling': '</SCRIPT\t/><svg onload="window.executed = true">',
  'a comment and a script, which together swallow the end tag': '<!--<script>',
  'the end of a comment': '--><script>window.executed = true</script>',
  'CDATA and entities': ']]>&lt;&amp;&quot;&#60;',
  quotes: `"'\`\\" onload="window.executed = true`,
  'line separators': 'a\u2028b\u2029c\r\nd\u0085e',
  'control characters': '\u0000\u0001\u001b\u007f\u009f',
  'half a surrogate pair': 'a\ud800b\udc00',
  'characters of several lengths': 'é\u00df漢😀\ufeff\uffff',
  'an escape that must not be undone': '\\u003c/script>\\',
}

/** Names that mean something to an object. */
export const HOSTILE_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '</script>'] as const

const hostileUnit = () =>
  fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom('<', '>', '&', '/', '\\', '"', '</script>', '<!--', '-->', '<script', '\u2028', '😀'),
  )

/**
 * JSON whose strings and names are made of any code units, halves of surrogate pairs included, and of pieces of HTML.
 *
 * No name has a backslash, because of a fault of V8 in workerd 1.20260421 and 1.20260426. `JSON.parse` remembers the
 * names of the last object of the same shape, and compares the next object's source with them before it undoes escapes.
 * After `{"a":0,"\\":0}` it reads `{"a":0,"\t":0}` with the name `\`: the source begins with that name, and both
 * names have one character. Names without a backslash, and all values, are safe. Node 20 and Chromium 156 read both right.
 */
export const hostileJson = () =>
  fc.anything({
    key: fc.string({ unit: hostileUnit().filter((unit) => unit !== '\\') }),
    values: [
      fc.boolean(),
      fc.double({ noDefaultInfinity: true, noNaN: true }).map((number) => (number === 0 ? 0 : number)),
      fc.string({ unit: hostileUnit() }),
      fc.constant(null),
    ],
  })
