/**
 * Rule 4: no I/O, timers or randomness at module scope; no Node built-ins, eval or new Function in any edge entry.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import tsconfig from '../../tsconfig.json' with { type: 'json' }
import { type Bundle, bundleWorker, type Entry } from '../kit/bundle.js'
import { visit } from '../kit/client.js'
import { type RunningWorker, startWorker } from '../kit/worker.js'

/** Things that workerd allows at module scope, or only rejects later. These throw while modules load. */
const guard = {
  banner: {
    js: `const guarded = { random: Math.random, fetch: globalThis.fetch };
Math.random = globalThis.fetch = () => { throw new Error('refused: at module scope') };`,
  },
  footer: { js: 'Math.random = guarded.random; globalThis.fetch = guarded.fetch;' },
}

const bundleGuarded = (entry: Entry): Promise<Bundle> => bundleWorker(entry, guard)

const start = async ({ code }: Bundle): Promise<RunningWorker> => {
  const worker = await startWorker(code)
  onTestFinished(worker.stop)
  return worker
}

/** Every way in which JavaScript makes code from a string. */
const codeFromText = ({ code }: Bundle): string[] =>
  code.match(/\beval\b\s*[(?.]|\bFunction\s*\(|["'`]node:|\brequire\s*\(/g) ?? []

/** A worker that responds with the names that an entry exports. */
const exporting = (name: string): Entry => ({
  code: `import * as entry from '${name}'; export default { fetch: () => Response.json(Object.keys(entry)) }`,
})

const ENTRIES = Object.keys(tsconfig.compilerOptions.paths)

describe('an edge entry', () => {
  it.each(ENTRIES)(
    '%s starts in workerd, needs nothing of Node, and makes no code from strings',
    async (name) => {
      const bundle = await bundleGuarded(exporting(name))
      expect(bundle.imports).toEqual([])
      expect(codeFromText(bundle)).toEqual([])
      const { url } = await start(bundle)
      expect(await visit(url, '/').outcome).toEqual({
        status: 200,
        body: expect.arrayContaining([expect.any(String)]),
      })
    },
  )
})

describe('a worker', () => {
  it('may create everything of Burgee at module scope', async () => {
    const { url } = await start(await bundleGuarded({ file: 'test/fixtures/module-scope.ts' }))
    expect(await visit(url, '/').outcome).toEqual({
      status: 200,
      body: {
        request: 'flag_not_found',
        itty: 'boolean',
        worker: 'boolean',
        flagbase: '0flagbase',
        offline: true,
        api: 404,
      },
    })
  })

  it.each(['index', 'flagbase'])(
    'as whole as worker/%s.ts starts, and makes no code from strings',
    async (entry) => {
      const bundle = await bundleGuarded({ file: `worker/${entry}.ts` })
      expect(bundle.imports.filter((name) => name !== 'cloudflare:workers')).toEqual([])
      expect(codeFromText(bundle)).toEqual([])
      const { url } = await start(bundle)
      expect(await visit(url, '/healthz').outcome).toMatchObject({ status: 200 })
    },
  )
})

it('a handle that polls is refused at module scope, and the message says what to do', async () => {
  const polling =
    "import { createFlags } from 'burgee'; import { memory } from 'burgee/memory'; createFlags({ store: memory(), pollInterval: 60 }); export default {}"
  await expect(bundleGuarded({ code: polling }).then(start)).rejects.toThrow(
    'pollInterval needs timers: in a worker, leave it to scheduledRefresh',
  )
})

describe('control: these checks refuse', () => {
  const answering = (line: string): Entry => ({
    code: `${line}; export default { fetch: () => new Response('started') }`,
  })

  it.each([
    'crypto.randomUUID()',
    'crypto.getRandomValues(new Uint8Array(1))',
    'setTimeout(() => {}, 0)',
    'Math.random()',
    "fetch('https://config.invalid/')",
  ])('%s at module scope', async (line) => {
    await expect(bundleGuarded(answering(line)).then(start)).rejects.toThrow(
      /Disallowed operation called within global scope|refused: at module scope/,
    )
  })

  it.each(["eval('1')", "eval?.('1')", "new Function('return 1')()", "Function('return 1')()"])(
    '%s anywhere',
    async (line) => {
      expect(codeFromText(await bundleGuarded(answering(line)))).not.toEqual([])
    },
  )

  it.each(["import 'node:fs'", "import 'fs'"])('%s anywhere', async (line) => {
    await expect(bundleGuarded(answering(line))).rejects.toThrow('Could not resolve')
  })
})
