/** The log codes 1000 to 5005 in docs/coming-from-harness.md: initialisation, authentication, closing, polling, streams. */
import { describe, expect, it } from 'vitest'
import { hurry } from '../kit/clock.js'
import { ENV } from '../kit/fake-fetch.js'
import { connect, worker } from '../kit/harness.js'
import { codesInUse } from './codes-in-use.js'

describe('harness › log codes', () => {
  it('1000: the first flags are loaded', async () => {
    const { handle, said } = connect()
    await handle.ready()
    await handle.refresh()
    expect(said(1000)).toEqual([`info SDKCODE:1000: Ready: revision ${handle.snapshot.revision} is loaded`])
  })

  it('1001: the key was refused', async () => {
    const { refresh, said } = worker({}, { sdkKey: 'another' })
    await refresh()
    await refresh()
    expect(said(1001), 'once').toEqual([
      'error SDKCODE:1001: Flags were not fetched because authentication failed; the last published snapshot stays',
    ])
  })

  it('1002: there is no key', async () => {
    const { refresh, visit, said } = worker({ metrics: {} }, {}, { ...ENV, HARNESS_SDK_KEY: '' })
    await refresh()
    await refresh()
    const once = 'warn SDKCODE:1002: SDK key missing: set HARNESS_SDK_KEY'
    expect(said(1002), 'once by the cron').toEqual([once])
    await visit((flags) => flags.all())
    expect(said(1002), 'and once by the isolate, for its metrics').toEqual([once, once])
  })

  it('1003: ready() waits', async () => {
    const { handle, said } = connect()
    await handle.ready()
    await handle.ready()
    expect(said(1003), 'only if there is something to wait for').toEqual([
      'info SDKCODE:1003: Waiting for the first snapshot',
    ])
  })

  it('9011 and 6001 stand in for 1006', async () => {
    const { api, handle, isDark, said } = connect({ refresh: { maxAuthRetries: 0 } })
    api.down()
    await handle.ready()
    expect(isDark()).toBe(false)
    expect(said(9011)).toEqual([
      expect.stringMatching(
        /^error SDKCODE:9011: The refresh failed, the last snapshot stays: auth.* HTTP 503/,
      ),
    ])
    expect(said(6001)).toEqual(['warn SDKCODE:6001: Fallback for dark-mode: no snapshot is loaded'])
    expect(codesInUse()).not.toContain(1006)
  })

  it('2000: authenticated', async () => {
    const { refresh, said } = worker()
    await refresh()
    await refresh()
    expect(said(2000), 'a session is kept').toEqual(['info SDKCODE:2000: Authentication was successful'])
  })

  it('2001: authentication was refused', async () => {
    const { refresh, said } = worker({}, { sdkKey: 'another' })
    await refresh()
    expect(said(2001)).toEqual([
      'error SDKCODE:2001: Authentication refused: HTTP 403 from http://config.invalid/api/1.0/client/auth',
    ])
  })

  it('2002: an attempt to authenticate failed', async () => {
    const { api, refresh, said } = worker()
    api.fail({ route: 'auth', status: 503, times: 2 })
    await hurry(refresh())
    expect(said(2002)).toEqual(
      [1, 2].map(
        (attempt) =>
          `warn SDKCODE:2002: Authentication attempt ${attempt} failed: HTTP 503 from http://config.invalid/api/1.0/client/auth`,
      ),
    )
  })

  it('2003: the attempts to authenticate are used up', async () => {
    const { api, refresh, said } = worker({ refresh: { maxAuthRetries: 1 } })
    api.fail({ route: 'auth', status: 503 })
    await hurry(refresh())
    expect(said(2003)).toEqual([
      'error SDKCODE:2003: Authentication failed, after 2 attempts: HTTP 503 from http://config.invalid/api/1.0/client/auth',
    ])
  })

  it('3000 and 3001: close()', async () => {
    const { handle, lines } = connect()
    await handle.close()
    await handle.close()
    expect(lines).toEqual(['info SDKCODE:3000: Closing', 'info SDKCODE:3001: Closed'])
  })

  it('4000 and 4001: polling', async () => {
    const { handle, lines } = connect({ pollInterval: 60 })
    expect(lines).toEqual(['info SDKCODE:4000: Polling started, every 60 s'])
    await handle.close()
    expect(lines.slice(1, 3)).toEqual(['info SDKCODE:3000: Closing', 'info SDKCODE:4001: Polling stopped'])
  })

  it('9000 and 9001 stand in for 4002', async () => {
    const { refresh, said } = worker()
    await refresh()
    await refresh()
    expect(said(9000)).toEqual([
      expect.stringMatching(/^info SDKCODE:9000: Published revision [0-9a-f]{16}: 4 flags, 1 segments$/),
    ])
    expect(said(9001)).toEqual([
      expect.stringMatching(/^debug SDKCODE:9001: Nothing changed: revision [0-9a-f]{16} stays$/),
    ])
    expect(codesInUse()).not.toContain(4002)
  })

  it.each([5000, 5001, 5002, 5003, 5004, 5005])('%i: no stream is opened', async (code) => {
    const { api, refresh, codes } = worker()
    await refresh()
    api.updateFlag('greeting', { defaultServe: { variation: 'b' } })
    await refresh()
    expect([api.count('stream'), api.openStreams]).toEqual([0, 0])
    expect([...codes(), ...codesInUse()]).not.toContain(code)
  })
})
