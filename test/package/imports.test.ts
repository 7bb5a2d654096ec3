/**
 * Imports point one way: the rooms of `src`, and which of them each may import from.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** `index.ts` is the room of that name. What a room may import besides itself: */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  options: [],
  pattern: [],
  time: [],
  core: ['pattern'],
  events: ['core'],
  compile: ['core', 'pattern'],
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
  adapters: ['client', 'core', 'events', 'metrics', 'options', 'refresh', 'request', 'stores', 'visitor'],
  testing: ['providers'],
  index: ['client', 'core', 'events', 'metrics', 'providers', 'refresh', 'stores'],
}

/** Packages that each room may import; none of them is a Node built-in. */
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
  readonly specifier: string
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'))

const imports: readonly Import[] = files.flatMap((file) =>
  [
    ...readFileSync(`${src}/${file}`, 'utf8').matchAll(
      /^(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map((match) => ({ file, specifier: match[1] ?? match[2] ?? match[3] ?? '' })),
)

const roomOf = (file: string): string =>
  (file.includes('/') ? file.split('/')[0] : file.replace(/\.ts$/, '')) ?? ''
const resolve = ({ file, specifier }: Import): string =>
  posix.join(dirname(file), specifier).replace(/\.js$/, '.ts')
const isOurs = ({ specifier }: Import): boolean => specifier.startsWith('.')

describe('imports', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  it('of our own files name files that are there', () => {
    expect(imports.filter((one) => isOurs(one) && !files.includes(resolve(one)))).toEqual([])
  })

  it('go from a room only to the rooms it may import from', () => {
    const wrong = imports.filter((one) => {
      const [from, to] = [roomOf(one.file), roomOf(resolve(one))]
      return isOurs(one) && from !== to && !MAY_IMPORT[from]?.includes(to)
    })
    expect(wrong).toEqual([])
  })

  it('of packages are those that the room may use', () => {
    const wrong = imports.filter((one) => !isOurs(one) && !MAY_USE[roomOf(one.file)]?.includes(one.specifier))
    expect(wrong).toEqual([])
  })

  it('never go through the index of a folder that the file lies in', () => {
    const wrong = imports.filter(
      (one) =>
        isOurs(one) &&
        resolve(one).endsWith('index.ts') &&
        !relative(dirname(resolve(one)), one.file).startsWith('..'),
    )
    expect(wrong).toEqual([])
  })

  it('make no cycle', () => {
    const edges = new Map<string, string[]>()
    for (const one of imports.filter(isOurs))
      edges.set(one.file, [...(edges.get(one.file) ?? []), resolve(one)])
    const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
      if (path.includes(file)) return [...path, file]
      if (done.has(file)) return undefined
      for (const next of edges.get(file) ?? []) {
        const cycle = visit(next, [...path, file])
        if (cycle) return cycle
      }
      done.add(file)
      return undefined
    }
    const done = new Set<string>()
    expect(files.map((file) => visit(file, [])).find((cycle) => cycle !== undefined)).toBeUndefined()
  })
})
