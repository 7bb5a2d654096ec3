import { describe, expect, it } from 'vitest'
import { readSetting, readUrl } from '../../src/providers/bindings.js'

describe('readSetting', () => {
  it.each<[string, string | undefined, object, string]>([
    ['the option comes first', 'option', { KEY: 'binding' }, 'option'],
    ['without an option the binding counts', undefined, { KEY: 'binding' }, 'binding'],
    ['an empty option counts as none', '', { KEY: 'binding' }, 'binding'],
    ['an option is trimmed', ' option\n', {}, 'option'],
    ['a binding is trimmed', undefined, { KEY: '\tbinding\r\n' }, 'binding'],
    ['a binding may be a number', undefined, { KEY: 42 }, '42'],
    ['without either it is empty', undefined, {}, ''],
    ['a binding of null counts as none', undefined, { KEY: null }, ''],
  ])('%s', (_, option, env, expected) => {
    expect(readSetting(option, env, 'KEY')).toBe(expected)
  })
})

describe('readUrl', () => {
  const FALLBACK = 'https://flags.example.com'

  it.each([
    'http://localhost:8787',
    'http://[::1]:8787/api',
    'HTTPS://flags.example.com/',
    'https://flags.example.com/a%40b?token=1#2',
  ])('takes %s as it is', (url) => {
    expect(readUrl(url, {}, 'URL', FALLBACK)).toBe(url)
    expect(readUrl(undefined, { URL: ` ${url}\n` }, 'URL', FALLBACK)).toBe(url)
  })

  it('returns the fallback if neither is set', () => {
    expect(readUrl('', { URL: ' ' }, 'URL', FALLBACK)).toBe(FALLBACK)
  })

  it.each([
    'flags.example.com',
    'ftp://flags.example.com',
    'https://',
    'https:///path',
    'https://two words',
    'https://hunter2@flags.example.com',
    'https://user:hunter2@flags.example.com',
    'https://user:hunter/2@flags.example.com',
    'https://us\ner:hunter2@flags.example.com',
    'https:\\\\user:hunter2@flags.example.com',
    '//flags.example.com',
  ])('refuses %j, and does not repeat it', (url) => {
    const error = new TypeError('URL must be an http or https URL without a password')
    expect(() => readUrl(url, {}, 'URL', FALLBACK)).toThrow(error)
    expect(() => readUrl(undefined, { URL: url }, 'URL', FALLBACK)).toThrow(error)
  })

  it('refuses to be without a URL if there is no fallback', () => {
    expect(() => readUrl(undefined, {}, 'URL')).toThrow('URL must be an http or https URL')
  })
})
