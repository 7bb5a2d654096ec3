/**
 * The rooms of `src`, and what each may import. Imports point one way. docs/architecture.md says what is in each room.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** The other rooms that a room may import from. A file directly in `src` is a room of its own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  options: [],
  pattern: [],
  time: [],
  core: [],
  events: ['core'],
  compile: ['core'],
  visitor: ['core', 'events'],
  stores: ['core', 'events', 'options', 'time'],
  metrics: ['core', 'events', 'time'],
  providers: ['compile', 'core', 'events', 'metrics', 'options', 'pattern', 'time'],
  refresh: ['compile', 'core', 'events', 'options', 'providers', 'stores', 'time'],
  client: ['core', 'events', 'metrics', 'options', 'providers', 'refresh', 'stores', 'time', 'visitor'],
  request: ['client', 'core', 'events', 'metrics', 'options', 'providers', 'refresh', 'stores', 'visitor'],
  page: ['client', 'core', 'events', 'options', 'request'],
  openfeature: [
    'client',
    'core',
    'events',
    'metrics',
    'options',
    'providers',
    'request',
    'stores',
    'visitor',
  ],
  adapters: [
    'client',
    'core',
    'events',
    'metrics',
    'options',
    'providers',
    'refresh',
    'request',
    'stores',
    'visitor',
  ],
  testing: ['client', 'core', 'events', 'metrics', 'providers', 'request'],
  evaluator: ['core', 'providers'],
  index: ['client', 'core', 'events', 'metrics', 'providers', 'refresh', 'stores'],
}

/** The packages that a room may import. None is a Node built-in: the rooms run on the edge. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  providers: ['p-retry', 'valibot'],
  request: ['cookie-es'],
  page: ['hono'],
  openfeature: ['@openfeature/server-sdk', 'hono', 'hono/cors'],
  adapters: ['hono', 'hono/cookie', 'hono/utils/cookie', 'itty-router'],
  testing: ['hono', 'hono/jwt', 'valibot'],
}

interface Import {
  readonly file: string
  readonly line: number
  readonly specifier: string
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'))

const IMPORT = /^(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm

const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(`${src}/${file}`, 'utf8')
  return [...text.matchAll(IMPORT)].map((match) => ({
    file,
    line: text.slice(0, match.index + match[0].length).split('\n').length,
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
  }))
})
const isOurs = ({ specifier }: Import): boolean => specifier.startsWith('.')
const ours = imports.filter(isOurs)
const packages = imports.filter((one) => !isOurs(one))

const roomOf = (file: string): string => file.replace(/\.ts$/, '').replace(/\/.*$/, '')
const resolve = ({ file, specifier }: Import): string =>
  posix.join(dirname(file), specifier).replace(/\.js$/, '.ts')

/** The import, and the rule that it breaks. */
const breaks = ({ file, line, specifier }: Import, rule: string): string =>
  `src/${file}:${line} imports '${specifier}': ${rule}`

const list = (names: readonly string[] = []): string => names.join(', ') || 'nothing'

describe('imports', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  it('name files that exist', () => {
    const wrong = ours.filter((one) => !files.includes(resolve(one)))
    expect(wrong.map((one) => breaks(one, `src/${resolve(one)} does not exist`))).toEqual([])
  })

  it('go from a room only to the rooms that it may import from', () => {
    const wrong = ours.filter((one) => {
      const [from, to] = [roomOf(one.file), roomOf(resolve(one))]
      return from !== to && !MAY_IMPORT[from]?.includes(to)
    })
    const rule = ({ file }: Import) =>
      `the room ${roomOf(file)} may import from ${list(MAY_IMPORT[roomOf(file)])} (MAY_IMPORT in this test)`
    expect(wrong.map((one) => breaks(one, rule(one)))).toEqual([])
  })

  it('of packages are those that the room may use', () => {
    const wrong = packages.filter(({ file, specifier }) => !MAY_USE[roomOf(file)]?.includes(specifier))
    const rule = ({ file }: Import) =>
      `the room ${roomOf(file)} may use ${list(MAY_USE[roomOf(file)])} (MAY_USE in this test)`
    expect(wrong.map((one) => breaks(one, rule(one)))).toEqual([])
  })

  it('never go through the index of a folder that the file lies in', () => {
    const wrong = ours.filter(
      (one) =>
        resolve(one).endsWith('index.ts') && !relative(dirname(resolve(one)), one.file).startsWith('..'),
    )
    expect(wrong.map((one) => breaks(one, 'import the file itself, not the index above it'))).toEqual([])
  })

  it('make no cycle', () => {
    const edges = new Map<string, string[]>()
    for (const one of ours) edges.set(one.file, [...(edges.get(one.file) ?? []), resolve(one)])
    const done = new Set<string>()
    const findCycle = (file: string, path: readonly string[]): readonly string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
      if (done.has(file)) return undefined
      for (const next of edges.get(file) ?? []) {
        const cycle = findCycle(next, [...path, file])
        if (cycle) return cycle
      }
      done.add(file)
      return undefined
    }
    const cycle = files.map((file) => findCycle(file, [])).find((found) => found !== undefined)
    expect(cycle?.join(' imports ')).toBeUndefined()
  })
})
