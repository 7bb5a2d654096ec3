/** Without HTMLRewriter: `flagsScript` works, and `injectFlags` logs what to do instead. */
import { createFlags } from 'burgee'
import { flagsScript, injectFlags } from 'burgee/bootstrap'
import { compileHarness } from 'burgee/harness'
import { expect, it, vi } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { recorder } from '../../kit/record.js'

const { snapshot } = compileHarness({ flags: [boolFlag('dark-mode')] })
const flags = createFlags({ snapshot, logLevel: 'silent' }).forTarget(undefined)
const marked = { flags: ['dark-mode'] }

const page = () => new Response('<!doctype html><head></head>', { headers: { 'content-type': 'text/html' } })

it('flagsScript makes the block', () => {
  expect(flagsScript(flags, marked).toString()).toBe(
    '<script type="application/json" id="burgee-flags">{"dark-mode":false}</script>',
  )
})

it('injectFlags returns the response as it is, and logs once to each logger', async () => {
  const loggers = [recorder(), recorder()]
  for (const { logger, lines } of loggers) {
    for (let i = 0; i < 3; i++) {
      const response = page()
      expect(injectFlags(response, flags, { ...marked, logger })).toBe(response)
      expect(await response.text()).toBe('<!doctype html><head></head>')
    }
    expect(lines).toEqual([
      'error SDKCODE:9008: Left out: flags in the page: only Cloudflare Workers have HTMLRewriter: put flagsScript() into the page instead',
    ])
  }
})

it('injectFlags logs to the console by default', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  injectFlags(page(), flags, marked)
  injectFlags(page(), flags, marked)
  expect(error).toHaveBeenCalledOnce()
  error.mockRestore()
})

it('injectFlags logs nothing about a response that is not a page', () => {
  const { logger, lines } = recorder()
  injectFlags(new Response('{}'), flags, { ...marked, logger })
  expect(lines).toEqual([])
})
