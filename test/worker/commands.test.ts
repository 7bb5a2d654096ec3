/** The command lines of `npm run demo`, `npm run dev` and `npm run example`. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freePort, InputError, oneOf, UsageError } from '../../worker/demo/command.js'
import { FLAGBASE_FILE, problemsOf, readFlagbaseFile, readHarnessFile } from '../../worker/demo/flags-file.js'
import { startScript } from './process.js'

const folder = mkdtempSync(join(tmpdir(), 'burgee-commands-'))
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const flag = { feature: 'a', kind: 'boolean', state: 'on', variations: [], offVariation: '' }

describe.concurrent('a script', () => {
  const run = async (name: 'demo' | 'dev' | 'example', args: readonly string[]) => {
    const { ended, output } = startScript(name, args)
    return { code: await ended, output: output() }
  }

  it('prints its usage in 80 columns', async () => {
    const { code, output } = await run('dev', ['--help'])
    expect(code).toBe(0)
    expect(output).toContain('usage: npm run dev -- [options]')
    for (const line of output.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it.each<['demo' | 'dev' | 'example', string, string]>([
    ['dev', '--prot 1', "Unknown option '--prot'"],
    ['demo', '--provider unleash', 'There is no provider "unleash": choose harness or flagbase.'],
    ['example', '', 'Name an example: cached-page, hono, itty, openfeature, worker.'],
  ])('exits with 2 for a mistake in the command line: %s %s', async (name, args, message) => {
    const { code, output } = await run(name, args.split(' ').filter(Boolean))
    expect(output).toBe(`${message}\nSee: npm run ${name} -- --help\n`)
    expect(code).toBe(2)
  })

  it('exits with 1 for a file that does not exist', async () => {
    const missing = join(folder, 'missing.json')
    const { code, output } = await run('dev', ['--file', missing])
    expect(output).toBe(`${missing} does not exist.\n`)
    expect(code).toBe(1)
  })
})

describe('a flags file is refused, with the reason', () => {
  it.each<[string, string, string]>([
    ['a missing file', join(folder, 'missing.json'), 'missing.json does not exist.'],
    ['a folder', folder, 'cannot be read: EISDIR.'],
    ['broken JSON', file('broken.json', '{ "flags": [ '), 'broken.json is not valid JSON: '],
    ['a file without a list of flags', file('empty.json', '{}'), 'empty.json has no list "flags".'],
    ['null', file('null.json', 'null'), 'null.json has no list "flags".'],
    ['a flag that is a number', file('number.json', '{ "flags": [7] }'), 'flags[0] is not an object.'],
    ['a flag without a key', file('key.json', '{ "flags": [{}] }'), 'a flag needs a key'],
    ['two flags with one key', file('two.json', JSON.stringify({ flags: [flag, flag] })), 'the key "a".'],
  ])('%s', (_, path, message) => {
    expect(() => readHarnessFile(path)).toThrow(InputError)
    expect(() => readHarnessFile(path)).toThrow(message)
  })

  it('a file of Harness, for Flagbase', () => {
    expect(() => readFlagbaseFile(file('harness.json', JSON.stringify({ flags: [flag] })))).toThrow(
      'a flag needs a key',
    )
  })
})

describe('the problems of the flags', () => {
  it('name the flag and what is wrong', () => {
    expect(problemsOf({ flags: [{ ...flag, kind: 'bool' }], segments: [] })).toEqual([
      expect.stringMatching(/^flag a: .*kind/),
    ])
    expect(problemsOf({ flags: [{ flagKey: 'b', rules: 7 }] })).toEqual([
      expect.stringMatching(/^flag b: .*rules/),
    ])
  })

  it('of the demo’s own files are none', () => {
    expect(problemsOf(readHarnessFile())).toEqual([])
    expect(problemsOf(readFlagbaseFile(FLAGBASE_FILE))).toEqual([])
  })
})

describe('an option', () => {
  it.each(['http', '0', '65536', '-1', '1.5', '1e3', ''])('--port %j is refused', async (port) => {
    await expect(freePort(port)).rejects.toThrow(UsageError)
    await expect(freePort(port)).rejects.toThrow(
      `--port must be a whole number from 1 to 65535, not "${port}".`,
    )
  })

  it('with fixed values takes only these', () => {
    expect(oneOf('color', ['red', 'blue'], 'blue')).toBe('blue')
    expect(() => oneOf('color', ['red', 'blue'], 'toString')).toThrow(
      'There is no color "toString": choose red or blue.',
    )
  })
})
