/**
 * What each import costs, against a budget: `npm run size`. With `-- --why` it also prints the files in each row.
 */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { ROOT, readManifest, subpaths } from './smoke/manifest.js'
import { readmeApp } from './smoke/readme.js'

/** The most that these imports may ever weigh, in bytes of gzip. No budget goes above it. */
const HARD_LIMIT = { hono: 10_240, core: 3_800 } as const

export interface Row {
  readonly name: string
  readonly code: string
  /** Bytes of gzip: the size when it was set, and 2 % more. More growth than that is a decision to make. */
  readonly budget: number
  /** Files that must not be in it. What is not imported costs nothing. */
  readonly without?: RegExp
}

export const rows = (): readonly Row[] => [
  {
    name: 'burgee/hono with Harness (featureFlags)',
    code: "export { featureFlags } from 'burgee/hono'",
    budget: Math.min(HARD_LIMIT.hono, 9_481),
    without: /^src\/(compile|refresh|testing)\/|^node_modules\//,
  },
  {
    name: 'burgee/itty with Harness (featureFlags)',
    code: "export { featureFlags } from 'burgee/itty'",
    budget: 10_703,
    without: /^src\/(compile|refresh|testing)\/|^node_modules\/(?!cookie-es\/)/,
  },
  {
    name: 'burgee/worker, only to serve (fetchWithFlags)',
    code: "export { fetchWithFlags } from 'burgee/worker'",
    budget: 10_652,
    without: /^src\/(compile|refresh|testing)\/|^node_modules\/(?!cookie-es\/)/,
  },
  {
    name: 'burgee/request (createRequestFlags, withCookie)',
    code: "export { createRequestFlags, withCookie } from 'burgee/request'",
    budget: 10_604,
    without: /^src\/(adapters|compile|refresh|testing)\/|^node_modules\/(?!cookie-es\/)/,
  },
  {
    // It has a scheduled handler, so it includes the refresh.
    name: 'burgee/worker with Harness (withFlags)',
    code: "export { withFlags } from 'burgee/worker'",
    budget: 23_951,
    without: /^src\/testing\//,
  },
  {
    name: 'burgee/core (createEvaluator)',
    code: "export { createEvaluator } from 'burgee/core'",
    budget: Math.min(HARD_LIMIT.core, 3_749),
    without:
      /^src\/(?!evaluator\.|core\/|pattern\/|providers\/harness\/(dialect|bucketing|clauses\/))|^node_modules\//,
  },
  {
    name: 'burgee (createFlags)',
    code: "export { createFlags } from 'burgee'",
    budget: 10_533,
    without:
      /^src\/(compile|adapters|request|page|openfeature|testing)\/|^src\/providers\/(?!harness\/(dialect|bucketing|clauses\/))\w+\/|^node_modules\//,
  },
  {
    name: 'burgee/provider (compile, retry)',
    code: "export { compile, retry } from 'burgee/provider'",
    budget: 5_276,
    without:
      /^src\/(adapters|client|metrics|openfeature|page|refresh|request|stores|testing|providers\/\w+\/)\//,
  },
  {
    name: 'burgee/harness (compileHarness)',
    code: "export { compileHarness } from 'burgee/harness'",
    budget: 10_300,
    without: /^src\/(adapters|client|metrics|refresh|stores|testing)\/|^node_modules\/p-retry\//,
  },
  {
    // Its provider has a source, so it includes the compiler.
    name: 'burgee/hono with Flagbase',
    code: "export { featureFlags } from 'burgee/hono'; export { flagbase } from 'burgee/flagbase'",
    budget: 22_244,
    without: /^src\/(refresh|testing)\//,
  },
  {
    name: 'burgee/hono with Flagbase, only to read',
    code: "export { featureFlags } from 'burgee/hono'; export { flagbaseReader } from 'burgee/flagbase'",
    budget: 11_022,
    without: /^src\/(compile|refresh|testing)\/|^node_modules\//,
  },
  {
    name: 'burgee/ofrep with Harness (ofrep)',
    code: "export { ofrep } from 'burgee/ofrep'",
    budget: 10_568,
    without: /^src\/(compile|refresh|testing)\/|^node_modules\//,
  },
  {
    name: 'burgee/flagbase (compileFlagbase)',
    code: "export { compileFlagbase } from 'burgee/flagbase'",
    budget: 11_072,
    without: /^src\/(adapters|client|metrics|refresh|stores|testing)\/|^node_modules\/p-retry\//,
  },
  {
    name: 'burgee/refresh (scheduledRefresh)',
    code: "export { scheduledRefresh } from 'burgee/refresh'",
    budget: 17_221,
    without: /^src\/(adapters|client|testing)\//,
  },
  {
    name: 'burgee/cache (usedFlags, cacheKey)',
    code: "export { cacheKey, usedFlags } from 'burgee/cache'",
    budget: 1_020,
    without: /^src\/(?!page\/|request\/|core\/)|^node_modules\//,
  },
  {
    name: 'burgee/bootstrap (flagsScript)',
    code: "export { flagsScript } from 'burgee/bootstrap'",
    budget: 752,
    without: /^src\/(?!page\/bootstrap\/|options\/)|html-rewriter|^node_modules\//,
  },
  {
    name: 'burgee/bootstrap (flagsScript, injectFlags)',
    code: "export { flagsScript, injectFlags } from 'burgee/bootstrap'",
    budget: 1_629,
    without: /^src\/(?!page\/|request\/|events\/|options\/|core\/message)|^node_modules\//,
  },
  {
    name: 'burgee/browser (readFlags)',
    code: "export { readFlags } from 'burgee/browser'",
    budget: 311,
    without: /^src\/(?!page\/bootstrap\/(browser|block)\.)|^node_modules\//,
  },
  {
    name: 'burgee/kv (kv)',
    code: "export { kv } from 'burgee/kv'",
    budget: 703,
    without: /^src\/(?!stores\/|options\/)|^node_modules\//,
  },
  {
    name: 'burgee/memory (memory)',
    code: "export { memory } from 'burgee/memory'",
    budget: 351,
    without: /^src\/(?!stores\/|options\/)|^node_modules\//,
  },
  {
    name: 'burgee/file (file)',
    code: "export { file } from 'burgee/file'",
    budget: 442,
    without: /^src\/(?!stores\/|options\/)|^node_modules\//,
  },
  {
    name: 'burgee/unstorage (unstorage)',
    code: "export { unstorage } from 'burgee/unstorage'",
    budget: 976,
  },
  {
    name: 'burgee/vercel (flagsMiddleware)',
    code: "export { flagsMiddleware } from 'burgee/vercel'",
    budget: 11_072,
    without: /^src\/(compile|refresh|testing)\/|^node_modules\/(?!cookie-es\/)/,
  },
  {
    name: 'burgee/vercel (cronRefresh)',
    code: "export { cronRefresh } from 'burgee/vercel'",
    budget: 17_661,
    without: /^src\/(client|visitor|testing)\//,
  },
  {
    name: 'burgee/vercel-config (globalConfig)',
    code: "export { globalConfig } from 'burgee/vercel-config'",
    budget: 1_265,
    without: /^src\/(?!stores\/|options\/)|^node_modules\//,
  },
  {
    // It includes createFlags, and no code of the SDK: it needs only its types.
    name: 'burgee/openfeature (burgeeProvider)',
    code: "export { burgeeProvider } from 'burgee/openfeature'",
    budget: 12_651,
    without:
      /^src\/(compile|testing)\/|^src\/providers\/(?!harness\/(dialect|bucketing|clauses\/))\w+\/|^node_modules\//,
  },
  {
    name: "the README's worker, both sides, less Hono",
    code: readmeApp(),
    budget: 22_906,
    without: /^src\/testing\//,
  },
  {
    name: 'imported, and not used',
    code: subpaths(readManifest())
      .map(({ specifier }) => `import '${specifier}'`)
      .join('\n'),
    budget: 20,
    without: /./,
  },
]

interface Bundle {
  readonly text: string
  /** The bytes that each file has in it. */
  readonly files: ReadonlyMap<string, number>
}

/**
 * Bundles as wrangler does for workerd, minified, without its Node compatibility.
 *
 * @throws Error if that fails, or if an import is left that is not external
 */
const bundle = async (code: string, external: string[] = []): Promise<Bundle> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: code, resolveDir: ROOT, sourcefile: 'entry.ts', loader: 'ts' },
    tsconfig: `${ROOT}tsconfig.json`,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'import'],
    external,
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const [output] = Object.values(metafile.outputs)
  const left = output?.imports
    .map(({ path }) => path)
    .filter((path) => !external.includes(path.split('/')[0] ?? ''))
  if (left?.length) throw new Error(`imports that cannot be bundled: ${left.join(', ')}`)
  const files = Object.entries(output?.inputs ?? {})
    .filter(([file, { bytesInOutput }]) => file !== 'entry.ts' && bytesInOutput > 0)
    .map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const)
  return { text: outputFiles[0]?.text ?? '', files: new Map(files) }
}

const number = (bytes: number): string => bytes.toLocaleString('en')

export interface Size extends Bundle {
  /** Of gzip, at its highest level. */
  readonly bytes: number
}

/** Bundles what a row imports, without Hono. */
export const measure = async ({ code }: Row): Promise<Size> => {
  const { text, files } = await bundle(code, ['hono'])
  return { text, files, bytes: gzipSync(text, { level: 9 }).length }
}

/** Prints a row. Returns what is wrong with it. */
const weigh = async (row: Row, why: boolean): Promise<readonly string[]> => {
  const { name, budget, without } = row
  const { text, files, bytes } = await measure(row)
  print([name, number(text.length), number(bytes), number(budget)])
  if (why) {
    for (const [file, size] of [...files].sort(([, one], [, other]) => other - one)) {
      print([`    ${file}`, number(size), '', ''])
    }
  }
  return [
    ...(bytes > budget
      ? [`${name}: ${number(bytes - budget)} bytes over its budget of ${number(budget)}`]
      : []),
    ...[...files.keys()]
      .filter((file) => without?.test(file))
      .map((file) => `${name}: includes ${file}, and must not`),
  ]
}

const print = ([name = '', ...numbers]: readonly string[]): void => {
  console.log(name.padEnd(46) + numbers.map((cell) => cell.padStart(10)).join(''))
}

/** Checks that a subpath runs on every edge: no Node built-in, no code made from strings. Returns what is wrong. */
const checkEdge = async (specifier: string): Promise<readonly string[]> => {
  try {
    const { text } = await bundle(`export * from '${specifier}'`)
    const found = /\beval\b|\bnew\s+Function\b|\bFunction\s*\(/.exec(text)
    return found
      ? [`${specifier}: makes code from strings: ${text.slice(found.index, found.index + 60)}`]
      : []
  } catch (error) {
    return [`${specifier}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

const checkSizes = async (why: boolean): Promise<void> => {
  const specifiers = subpaths(readManifest()).map(({ specifier }) => specifier)
  const wrong: string[] = []
  print(['bytes', 'minified', 'gzip -9', 'budget'])
  for (const row of rows()) wrong.push(...(await weigh(row, why)))
  for (const specifier of specifiers) wrong.push(...(await checkEdge(specifier)))
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  console.log(`\nAll within budget. No Node built-in, eval or new Function in ${specifiers.join(', ')}.`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  checkSizes(process.argv.includes('--why')).catch((error: unknown) => {
    console.error(
      `\nToo large, or not for the edge:\n${error instanceof Error ? error.message : String(error)}`,
    )
    process.exitCode = 1
  })
}
