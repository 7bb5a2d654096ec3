/**
 * The manifest agrees with the sources: subpaths, version, dependencies. Needs no build.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { VERSION } from '../../src/core/version.js'
import tsconfig from '../../tsconfig.json' with { type: 'json' }
import { ROOT, readManifest, subpaths } from './smoke/manifest.js'

const manifest = readManifest()
const { dependencies, devDependencies, peerDependencies, peerDependenciesMeta } = manifest

/** `./dist/stores/kv.js` is made from `./src/stores/kv.ts`. */
const sourceOf = (code: string): string => code.replace(/^\.\/dist\//, './src/').replace(/\.js$/, '.ts')

const sources = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

/** `hono/cookie` is in the package `hono`, `@scope/name/part` in `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** The packages that `src` imports, type imports included: they are in the declarations that we publish. */
const imported: ReadonlySet<string> = new Set(
  sources
    .flatMap((file) => ts.preProcessFile(readFileSync(`${ROOT}src/${file}`, 'utf8')).importedFiles)
    .map(({ fileName }) => fileName)
    .filter((specifier) => !specifier.startsWith('.'))
    .map(packageOf),
)

describe('exports', () => {
  it('has the package itself and its package.json, and every other target with its types first', () => {
    expect(Object.keys(manifest.exports)).toEqual(expect.arrayContaining(['.', './package.json']))
    const { './package.json': self, ...others } = manifest.exports
    expect(self).toBe('./package.json')
    for (const target of Object.values(others)) expect(Object.keys(target)).toEqual(['types', 'default'])
  })

  it.each(subpaths(manifest))(
    '$specifier comes from a source, and its types from the same',
    ({ types, code }) => {
      expect(code).toMatch(/^\.\/dist\/.+\.js$/)
      expect(types).toBe(code.replace(/\.js$/, '.d.ts'))
      expect(existsSync(ROOT + sourceOf(code))).toBe(true)
    },
  )

  it('names the same sources as the paths in tsconfig.json', () => {
    expect(tsconfig.compilerOptions.paths).toEqual(
      Object.fromEntries(subpaths(manifest).map(({ specifier, code }) => [specifier, [sourceOf(code)]])),
    )
  })
})

describe('the manifest', () => {
  it('has the version that the sources have', () => {
    expect(VERSION).toBe(manifest.version)
  })

  it('is that of an ES module without side effects, for Node 20.19 and later', () => {
    expect(manifest).toMatchObject({ type: 'module', sideEffects: false, engines: { node: '>=20.19' } })
  })

  it('publishes the build, and no sources or tests', () => {
    expect(manifest.files).toContain('dist')
    expect(manifest.files.filter((file) => /^(src|test|worker)|\*/.test(file))).toEqual([])
  })
})

describe('dependencies', () => {
  it('are all imported', () => {
    expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([])
  })

  it('and peers are all that the sources import', () => {
    expect([...imported].filter((name) => !(name in dependencies || name in peerDependencies))).toEqual([])
  })

  it('are listed once', () => {
    const names = [...Object.keys(dependencies), ...Object.keys(devDependencies)]
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([])
    expect(Object.keys(dependencies).filter((name) => name in peerDependencies)).toEqual([])
  })
})

/** Handed in by the app, and known by shape alone: the range says which versions have it. */
const BY_SHAPE = ['unstorage']

describe('peers', () => {
  it('are all optional', () => {
    const optional = Object.keys(peerDependencies).map((name) => [name, { optional: true }])
    expect(peerDependenciesMeta).toEqual(Object.fromEntries(optional))
  })

  it.each(Object.entries(peerDependencies))(
    '%s %s is a caret range, imported or known by shape, and holds what we develop with',
    (name, range) => {
      expect(imported.has(name) !== BY_SHAPE.includes(name), 'one or the other').toBe(true)
      expect(range).toMatch(/^\^\d+\.\d+\.\d+$/)
      const [oldest = [], ours = []] = [range.slice(1), devDependencies[name] ?? ''].map((version) =>
        version.split('.').map(Number),
      )
      expect(ours[0]).toBe(oldest[0])
      expect(ours[1]).toBeGreaterThanOrEqual(oldest[1] ?? 0)
    },
  )
})
