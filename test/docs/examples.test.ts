/** The TypeScript in README.md and docs is checked as it stands there. */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { packedPages, readPage } from '../package/markdown.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const CONFIG = fileURLToPath(new URL('../tsconfig.json', import.meta.url))

/**
 * What belongs to the reader's app, and what a page uses again after it has shown where it comes from. A block that
 * declares or imports one of these names uses its own.
 */
const ASSUMED = `
import type { FlagsEnv } from 'burgee/hono'
import type { Hono } from 'hono'
declare global {
  namespace Cloudflare {
    interface Env {
      readonly FLAGS: KVNamespace
    }
  }
  interface Env extends Cloudflare.Env {}
  const app: Hono<FlagsEnv & { Bindings: Env; Variables: { user: { id: string; plan: string } } }>
  const options: import('burgee/hono').FeatureFlagsOptions
  const featureFlags: typeof import('burgee/hono').featureFlags
  const scheduledRefresh: typeof import('burgee/refresh').scheduledRefresh
  const ofrep: typeof import('burgee/ofrep').ofrep
  const render: (dark: boolean) => string
  const userOf: (request: Request, env: Env) => Promise<string>
  const flags: never[]
  const segments: never[]
}
`

/**
 * Blocks that need types which are not here: of the DOM, or of packages that we do not install. Those of
 * docs/adapters.md are checked with SvelteKit's types in test/request/adapters-page.test.ts.
 */
const NOT_CHECKED = [
  'handleFlags',
  "from 'burgee/browser'",
  "from '@openfeature/web-sdk'",
  "from 'unstorage/drivers/upstash'",
]

interface Block {
  readonly page: string
  readonly line: number
  readonly code: string
  /** Where the page says that the block is: `// api/refresh.ts` in its first line. */
  readonly path: string
}

const readBlocks = (page: string): readonly Block[] => {
  const text = readPage(page)
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(({ index, 1: code = '' }, place) => ({
    page,
    line: text.slice(0, index).split('\n').length,
    code,
    path: /^\/\/ ([\w/.-]+\.ts)\b/.exec(code)?.[1] ?? `block-${place}.ts`,
  }))
}

/** What is wrong with these blocks; each page is a folder of its own. */
const errorsIn = (blocks: readonly Block[]): readonly string[] => {
  const { config } = ts.readConfigFile(CONFIG, ts.sys.readFile)
  Object.assign(config.compilerOptions, {
    noPropertyAccessFromIndexSignature: false, // apps write `process.env.NAME`
    noUnusedLocals: false,
    noUnusedParameters: false,
  })
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, HERE)
  const assumed = `${HERE}assumed.ts`
  const names = blocks.map(({ page, path }) => `${HERE}${page.replace(/\W/g, '-')}/${path}`)
  const files = new Map([
    [assumed, ASSUMED],
    ...blocks.map(({ code }, place) => [names[place] ?? '', `${code}\nexport {}\n`] as const),
  ])
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile, directoryExists } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name) ?? readFile(name)
  host.directoryExists = (name) =>
    names.some((file) => file.startsWith(`${name}/`)) || (directoryExists?.(name) ?? true)
  host.getSourceFile = (name, version, ...rest) => {
    const text = files.get(name)
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version)
  }
  const program = ts.createProgram([...files.keys(), `${HERE}../../worker/env.d.ts`], options, host)
  return [...files.keys()].flatMap((name, place) => {
    const { page = 'what is assumed', line = 0 } = blocks[place - 1] ?? {}
    const file = program.getSourceFile(name)
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return found.map(({ messageText, start = 0 }) => {
      const at = line + 1 + (file?.getLineAndCharacterOfPosition(start).line ?? 0)
      return `${page}:${at} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
  })
}

it('the examples in the pages have no type errors, and an error is found', () => {
  const blocks = packedPages()
    .flatMap(readBlocks)
    .filter(({ code }) => !NOT_CHECKED.some((text) => code.includes(text)))
  expect(blocks.length).toBeGreaterThan(30)
  const wrong = { page: 'wrong.md', line: 0, path: 'a.ts', code: 'app.use(featureFlags({ tll: 60 }))\n' }
  expect(errorsIn([...blocks, wrong])).toEqual([
    expect.stringContaining('wrong.md:1 Object literal may only'),
  ])
}, 90_000)
