/** `await using flags = createFlags(…)`: with the symbol in the runtime, and without it. */
import { runInThisContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { bundleWorker } from '../kit/bundle.js'
import { startWorker } from '../kit/worker.js'

it('in workerd a handle is closed when its block ends', async () => {
  const { code } = await bundleWorker({
    code: `
      import { createFlags } from 'burgee'
      export default {
        async fetch() {
          const heard = []
          {
            await using flags = createFlags()
            flags.on('log_info', (message) => heard.push(message))
          }
          return Response.json(heard)
        },
      }`,
  })
  const worker = await startWorker(code)
  onTestFinished(worker.stop)
  expect(await (await fetch(worker.url)).json()).toEqual([
    expect.stringContaining('Closing'),
    expect.stringContaining('Closed'),
  ])
})

it('without Symbol.asyncDispose a handle is made as usual, and has close()', async () => {
  const { code } = await bundleWorker(
    { code: "export { createFlags } from 'burgee'" },
    { format: 'iife', globalName: 'burgee' },
  )
  const keysOfHandle = runInThisContext(
    `(function (Symbol) { ${code}; return Object.keys(burgee.createFlags()) })`,
  )
  const older = Object.create(Symbol, { asyncDispose: { value: undefined } })
  expect(keysOfHandle(older)).toEqual(expect.arrayContaining(['close', 'forTarget']))
  expect(keysOfHandle(older)).not.toContain('undefined')
})
