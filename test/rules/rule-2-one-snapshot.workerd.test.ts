import { beforeEach, describe, expect, it } from 'vitest'
import { later, PAST_TTL } from '../kit/clock.js'
import { snapshotServing } from '../kit/flags.js'
import { gate } from '../kit/wait.js'
import { bindings, flagsApp, KEY, request, see } from '../kit/workerd.js'

beforeEach(() => bindings.FLAGS.delete(KEY))

describe('rule 2: one snapshot per request', () => {
  it('a request sees the same revision from first to last evaluation, whatever others load meanwhile', async () => {
    await bindings.FLAGS.put(KEY, snapshotServing('off'))
    const app = flagsApp({ ttl: 60 })
    const reached = gate()
    const proceed = gate()
    app.get('/long', async (c) => {
      const flags = c.get('flags')
      const first = [flags.boolVariation('dark-mode', true), flags.snapshot.revision]
      reached.open()
      await proceed.wait()
      return c.json([first, [flags.boolVariation('dark-mode', true), flags.snapshot.revision]])
    })
    await see(app)
    const long = request(app, { path: '/long' })
    await reached.wait()

    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    later(PAST_TTL)
    expect((await see(app)).dark).toBe(false) // stale: it reads again after its response
    expect((await see(app)).dark).toBe(true)

    proceed.open()
    const [first, last] = (await (await long).response.json()) as [unknown, unknown]
    expect(last).toEqual(first)
    expect(first).toEqual([false, expect.any(String)])
  })
})
