/** Where there is no HTMLRewriter: `flagsScript` works, and `injectFlags` says what to do instead. */
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

it('injectFlags returns the response as it is, and each logger is told once', async () => {
  const loggers = [recorder(), recorder()]
  for (const { logger, lines } of loggers) {
    for (let i = 0; i < 3; i++) {
      const response = page()
      expect(injectFlags(response, flags, { ...marked, logger })).toBe(response)
      expect(await response.text()).toBe('<!doctype html><head></head>')
    }
    expect(lines).toEqual([
      'error SDKCODE:9008: Left out: flags in the page: there is no HTMLRewriter but on Cloudflare Workers: put flagsScript() into the page',
    ])
  }
})

it('the console, where there is no logger', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  injectFlags(page(), flags, marked)
  injectFlags(page(), flags, marked)
  expect(error).toHaveBeenCalledOnce()
  error.mockRestore()
})

it('and of what is no page nothing is said', () => {
  const { logger, lines } = recorder()
  injectFlags(new Response('{}'), flags, { ...marked, logger })
  expect(lines).toEqual([])
})
