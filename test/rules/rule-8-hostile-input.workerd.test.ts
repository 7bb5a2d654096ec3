import { compileHarness } from 'burgee/harness'
import { beforeEach, describe, expect, it } from 'vitest'
import { boolFlag, clause, rule } from '../conformance/build.js'
import { snapshotServing } from '../kit/flags.js'
import { recorder } from '../kit/record.js'
import { bindings, flagsApp, KEY, request, see } from '../kit/workerd.js'

beforeEach(() => bindings.FLAGS.delete(KEY))

describe('rule 8: what visitors send is hostile', () => {
  const target = { header: 'x-target-id', cookie: 'session_user' }

  it.each([
    '../../etc/passwd',
    '<script>alert(1)</script>',
    'a b',
    "'; DROP TABLE flags; --",
    'ada\tadmin',
    'zo\u00eb',
    'x'.repeat(257),
    '%00',
    '{"identifier":"admin"}',
  ])('the identifier %j makes the visitor anonymous, with a code, and is not logged', async (identifier) => {
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const { lines, logger, codes } = recorder()
    const app = flagsApp({ target, logger, logLevel: 'info', metrics: false })
    const byHeader = await see(app, { headers: { 'x-target-id': identifier } })
    expect(byHeader).toMatchObject({ dark: true, target: { anonymous: true } })
    expect(byHeader.target?.identifier).toMatch(/^[0-9a-f-]{36}$/)
    const byCookie = await see(app, { headers: { cookie: `session_user=${encodeURIComponent(identifier)}` } })
    expect(byCookie.target?.anonymous).toBe(true)
    expect(codes().filter((code) => code === 9009)).toHaveLength(2)
    expect(lines.join('\n')).not.toContain(identifier)
  })

  it.each(['__proto__', 'constructor', 'toString'])(
    'the identifier %s is only a name',
    async (identifier) => {
      await bindings.FLAGS.put(KEY, snapshotServing('on'))
      const app = flagsApp({ target, metrics: false })
      const seen = await see(app, { headers: { 'x-target-id': identifier } })
      expect(seen).toMatchObject({ dark: true, target: { identifier } })
      expect(seen.target?.anonymous).toBeUndefined()
    },
  )

  it.each([
    'burgee_id=%E0%A4%A',
    'burgee_id=<img>',
    `burgee_id=${'y'.repeat(4_000)}`,
    'burgee_id',
    '=;;;=',
    'burgee_id=; burgee_id="',
  ])('the cookie header %j gives a new anonymous identifier', async (cookie) => {
    await bindings.FLAGS.put(KEY, snapshotServing('on'))
    const app = flagsApp({ metrics: false })
    const { response, seen } = await request(app, { headers: { cookie } })
    expect(response.status).toBe(200)
    expect((await seen()).target?.identifier).toMatch(/^[0-9a-f-]{36}$/)
    expect(response.headers.get('set-cookie')).toContain('burgee_id=')
  })

  it('a header named like an inherited property is an attribute only if it was sent', async () => {
    const flags = [boolFlag('dark-mode', { rules: [rule('on', [clause('constructor', 'contains', '')])] })]
    await bindings.FLAGS.put(KEY, compileHarness({ flags }).snapshot)
    const app = flagsApp({
      metrics: false,
      target: { attributes: { headers: { constructor: 'x-constructor' } } },
    })
    expect((await see(app)).dark).toBe(false)
    expect((await see(app, { headers: { 'x-constructor': 'sent' } })).dark).toBe(true)
  })
})
