import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

/** A Chromium to test with: the one that `BURGEE_TEST_CHROMIUM` names, else Debian's, where it is installed. */
export const CHROMIUM: string | undefined =
  process.env['BURGEE_TEST_CHROMIUM'] || ['/usr/bin/chromium'].find((path) => existsSync(path))

/** Without a window, a network of its own, or anything kept from the last time. */
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

/** What a page did. */
export interface Visited {
  readonly page: Page
  /** What its policy refused, as `script-src-elem inline`. */
  violations(): Promise<readonly string[]>
  /** What it asked for, as paths. */
  readonly requests: readonly string[]
  /** Errors of its scripts, and of the console. */
  readonly errors: readonly string[]
}

/** Opens a page as a visitor of their own, known by a cookie. Returns as soon as the page begins to load. */
export const visit = async (browser: Browser, url: URL, visitor: string): Promise<Visited> => {
  // Not compressed: what stands before workerd here holds back what it compresses.
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

/** What a script has left in a global variable. */
export const inPage = (page: Page, name: string): Promise<unknown> =>
  page.evaluate((name) => (globalThis as Record<string, unknown>)[name], name)

/** What is used of the DOM's SecurityPolicyViolationEvent, whose types the tests do not have. */
interface SecurityPolicyViolation {
  readonly effectiveDirective: string
  readonly blockedURI: string
}
