import { createHarnessApi, type HarnessApi } from 'burgee/testing'
import { describe, expect, it } from 'vitest'
import { BASE, beta, darkMode, signIn } from './fixtures.js'

/** Opens a stream. `next()` reads one chunk as a string, or null at the end of the stream. */
async function listen(api: HarnessApi, signal?: AbortSignal) {
  const response = await api.fetch(`${BASE}/stream?cluster=1`, {
    headers: { ...(await signIn(api)), 'API-Key': api.sdkKey, Accept: 'text/event-stream' },
    ...(signal && { signal }),
  })
  const reader = response.body?.getReader()
  const next = async () => {
    const chunk = await reader?.read()
    return chunk?.value ? new TextDecoder().decode(chunk.value) : null
  }
  return { response, next, leave: () => reader?.cancel() }
}

const message = (chunk: string | null) =>
  JSON.parse(chunk?.replace(/^data: |\n\n$/g, '') ?? 'null') as unknown

describe('the stream', () => {
  it('is a stream of server-sent events', async () => {
    const api = createHarnessApi()
    const { response } = await listen(api)
    expect(response.headers.get('Content-Type')).toContain('text/event-stream')
    expect(response.headers.get('Cache-Control')).toBe('no-cache')
    api.close()
  })

  it.each([
    ['no API-Key', {}, 400],
    ['another API-Key', { 'API-Key': 'other' }, 403],
  ])('with %s is refused', async (_, key, status) => {
    const api = createHarnessApi()
    const headers = { ...(await signIn(api)), ...key } as Record<string, string>
    expect((await api.fetch(`${BASE}/stream?cluster=1`, { headers })).status).toBe(status)
  })

  it('sends every change, one message per chunk, in order', async () => {
    const api = createHarnessApi({ flags: [darkMode], segments: [beta] })
    const { next, leave } = await listen(api)
    api.updateFlag('dark-mode', { state: 'off' })
    api.setFlag({ ...darkMode, feature: 'new-one' })
    api.deleteFlag('dark-mode')
    api.setSegment({ identifier: 'staff' })
    api.updateSegment('beta', { included: null })
    api.deleteSegment('beta')
    const flag = { domain: 'flag', identifier: 'dark-mode' }
    const segment = { domain: 'target-segment', identifier: 'beta' }
    const expected = [
      { ...flag, event: 'patch', version: 2 },
      { ...flag, event: 'create', identifier: 'new-one', version: 1 },
      { ...flag, event: 'delete', version: 3 },
      { ...segment, event: 'create', identifier: 'staff', version: 1 },
      { ...segment, event: 'patch', version: 2 },
      { ...segment, event: 'delete', version: 3 },
    ]
    for (const change of expected) expect(message(await next())).toEqual(change)
    await leave()
  })

  it('sends every client the changes since it connected', async () => {
    const api = createHarnessApi({ flags: [darkMode] })
    const early = await listen(api)
    api.updateFlag('dark-mode', { state: 'off' })
    const late = await listen(api)
    api.updateFlag('dark-mode', { state: 'on' })
    expect(message(await early.next())).toMatchObject({ version: 2 })
    expect(message(await early.next())).toMatchObject({ version: 3 })
    expect(message(await late.next())).toMatchObject({ version: 3 })
    api.close()
  })

  it('sends heartbeats while nothing changes, each in its own chunk', async () => {
    const api = createHarnessApi({ flags: [darkMode], heartbeat: 0.03 })
    const { next } = await listen(api)
    expect(await next()).toMatch(/^:/)
    expect(await next()).toMatch(/^:/)
    api.updateFlag('dark-mode', { state: 'off' })
    expect(await next()).toMatch(/^data: .*\n\n$/)
    api.close()
  })

  it.each([
    ['the service goes down', (api: HarnessApi) => api.down()],
    ['the API is closed', (api: HarnessApi) => api.close()],
  ])('ends when %s', async (_, end) => {
    const api = createHarnessApi()
    const { next } = await listen(api)
    const last = next()
    end(api)
    expect(await last).toBeNull()
    expect(api.openStreams).toBe(0)
  })

  it('ends when the client leaves', async () => {
    const api = createHarnessApi()
    const { next, leave } = await listen(api)
    const last = next()
    expect(api.openStreams).toBe(1)
    await leave()
    expect(await last).toBeNull()
    expect(api.openStreams).toBe(0)
  })

  it('ends when the client aborts its request', async () => {
    const api = createHarnessApi()
    const controller = new AbortController()
    await listen(api, controller.signal)
    expect(api.openStreams).toBe(1)
    controller.abort()
    expect(api.openStreams).toBe(0)
  })
})
