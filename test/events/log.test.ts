import { describe, expect, it } from 'vitest'
import type { Decision } from '../../src/core/decision.js'
import * as codes from '../../src/events/codes.js'
import { createLog, type LogLevel } from '../../src/events/log.js'

const recorder = () => {
  const lines: string[] = []
  const at = (level: string) => (line: string) => lines.push(`${level} ${line}`)
  return { lines, logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } }
}

const fallback = (flag: string): Decision => ({
  flag,
  served: false,
  value: null,
  text: '',
  detail: {
    value: null,
    variation: undefined,
    reason: 'flag_not_found',
    errorCode: 'FLAG_NOT_FOUND',
    errorMessage: 'the flag does not exist',
  },
  tally: undefined,
})

describe('the log', () => {
  it('numbers its lines as the Harness SDKs do', () => {
    const { lines, logger } = recorder()
    codes.authenticated(createLog(logger))
    expect(lines).toEqual(['info SDKCODE:2000: Authentication was successful'])
  })

  it.each<[LogLevel, string[]]>([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ])('at level %s writes %j', (level, expected) => {
    const { lines, logger } = recorder()
    const log = createLog(logger, level)
    for (const asked of ['debug', 'info', 'warn', 'error'] as const) log.write(asked, 1, '')
    expect(lines.map((line) => line.split(' ')[0])).toEqual(expected)
  })

  it('writes at info and above by default', () => {
    const { lines, logger } = recorder()
    const log = createLog(logger)
    log.write('debug', 1, '')
    log.write('info', 1, '')
    expect(lines).toHaveLength(1)
  })

  it('a logger that throws disturbs nothing', () => {
    const fail = () => {
      throw new Error('the disk is full')
    }
    const log = createLog({ debug: fail, info: fail, warn: fail, error: fail })
    expect(() => codes.authRefused(log, 'no')).not.toThrow()
  })

  it('writes a line once that every request would write', () => {
    const { lines, logger } = recorder()
    const log = createLog(logger)
    for (let i = 0; i < 3; i++) codes.fellBack(log, fallback('flag'))
    codes.fellBack(log, fallback('other'))
    expect(lines).toHaveLength(2)
  })

  it('remembers a bounded number of lines, as visitors can make up new ones without end', () => {
    const { lines, logger } = recorder()
    const log = createLog(logger)
    for (let i = 0; i < 5_000; i++) codes.fellBack(log, fallback(`flag-${i}`))
    expect(lines).toHaveLength(1_000)
    codes.snapshotUnreadable(log, 'damaged')
    expect(lines.at(-1), 'and errors are never silenced by them').toBe(
      'error SDKCODE:9005: Snapshot not taken: damaged',
    )
  })
})
