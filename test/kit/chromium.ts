import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

/** The path of a Chromium: `BURGEE_TEST_CHROMIUM`, or Debian's if it is installed. */
export const CHROMIUM: string | undefined =
  process.env['BURGEE_TEST_CHROMIUM'] || ['/usr/bin/chromium'].find((path) => existsSync(path))

/** Launches it without a window, without background requests, and with an empty profile. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(CHROMIUM && { executablePath: CHROMIUM }),
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
    ],
  })

/** What happened on a page. */
export interface Visited {
  readonly page: Page
  /** What its policy refused, for example `script-src-elem inline`. */
  violations(): Promise<readonly string[]>
  /** The paths that it requested. */
  readonly requests: readonly string[]
  /** Errors of its scripts, and of the console. */
  readonly errors: readonly string[]
}

/** Opens a page as a new visitor, known by a cookie. Returns as soon as the page begins to load. */
export const visit = async (browser: Browser, url: URL, visitor: string): Promise<Visited> => {
  // Without compression: Miniflare's proxy holds back what it compresses.
  const context = await browser.newContext({ extraHTTPHeaders: { 'accept-encoding': 'identity' } })
  await context.addCookies([{ name: 'visitor', value: visitor, url: url.origin }])
  await context.addInitScript(() => {
    const violations: string[] = []
    Object.assign(globalThis, { violations })
    addEventListener('securitypolicyviolation' as never, (event: SecurityPolicyViolation) => {
      violations.push(`${event.effectiveDirective} ${event.blockedURI}`)
    })
  })
  const page = await context.newPage()
  const requests: string[] = []
  const errors: string[] = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()))
  await page.goto(url.href, { waitUntil: 'commit' })
  return { page, requests, errors, violations: () => inPage(page, 'violations') as Promise<string[]> }
}

/** The value of a global variable of the page. */
export const inPage = (page: Page, name: string): Promise<unknown> =>
  page.evaluate((name) => (globalThis as Record<string, unknown>)[name], name)

/** The members in use of the DOM's SecurityPolicyViolationEvent. The tests do not load the DOM's types. */
interface SecurityPolicyViolation {
  readonly effectiveDirective: string
  readonly blockedURI: string
}
