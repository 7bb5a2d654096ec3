import { describe, expect, it } from 'vitest'
import { check, checkSeconds, LONGEST } from '../../src/options/check.js'

describe('check()', () => {
  it('throws a TypeError that begins with the function and the option, unless the rule holds', () => {
    expect(() => check('kv', 'key', true, 'a string')).not.toThrow()
    expect(() => check('kv', 'key', '', 'a string, not 1')).toThrow(
      new TypeError('kv: key must be a string, not 1'),
    )
  })
})

describe('checkSeconds()', () => {
  it.each([0.001, 1, LONGEST, undefined])('takes %s', (ttl) => {
    expect(() => checkSeconds('createFlags', { ttl })).not.toThrow()
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, LONGEST + 1, '60', null])(
    'refuses %s, and names the option',
    (value) => {
      expect(() => checkSeconds('createFlags', { ttl: 1, readTimeout: value })).toThrow(
        new TypeError(
          `createFlags: readTimeout must be a number of seconds from 0.001 to 2000000, not ${value}`,
        ),
      )
    },
  )

  it('takes limits of its own', () => {
    expect(() => checkSeconds('kv', { cacheTtl: 30 }, 30, 60)).not.toThrow()
    for (const cacheTtl of [29, 61])
      expect(() => checkSeconds('kv', { cacheTtl }, 30, 60)).toThrow(/seconds from 30 to 60, not/)
  })
})
