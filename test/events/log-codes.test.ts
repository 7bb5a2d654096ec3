/** docs/log-codes.md, and the functions that it is made from. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as functions from '../../src/events/codes.js'
import { LOG_CODES_PAGE, logCodes, logCodesPage } from '../kit/log-codes.js'

const codes = logCodes()

describe('docs/log-codes.md', () => {
  it('is up to date: if this fails, run `npm run docs:codes`', () => {
    expect(readFileSync(LOG_CODES_PAGE, 'utf8')).toBe(logCodesPage(codes))
  })

  it('has each code once, with its level, message and meaning', () => {
    expect(codes).toHaveLength(Object.keys(functions).length)
    expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length)
    const incomplete = codes.filter(
      ({ code, levels, message, meaning }) =>
        !Number.isInteger(code) || levels.length === 0 || message === '' || !/^[A-Z`].*\.$/.test(meaning),
    )
    expect(incomplete).toEqual([])
  })

  it('shows the names of values, and lines that are written once', () => {
    expect(codes).toContainEqual({
      code: 2001,
      levels: ['error'],
      message: 'Authentication refused: <reason>',
      meaning: expect.stringContaining('Check that it is a server key'),
      once: true,
    })
    expect(codes.find(({ code }) => code === 6001)?.levels).toEqual(['error', 'warn'])
    expect(codes.find(({ code }) => code === 9015)?.message).toBe('A listener of "<type>" failed: <error>')
  })

  it('links to pages that exist', () => {
    const links = [...logCodesPage(codes).matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((link) => !existsSync(new URL(link, LOG_CODES_PAGE)))).toEqual([])
  })
})
