import * as codes from '../../events/codes.js'
import { createLog, type Log, type Logger, messageOf } from '../../events/log.js'
import { DEFAULT_ID } from './block.js'
import { type FlagsSource, flagsBlock } from './flags-script.js'
import { scriptRewriter } from './html-rewriter.js'
import type { BootstrapOptions } from './options.js'

export interface InjectOptions extends BootstrapOptions {
  /**
   * The page's `Cache-Control`. Default: `private`. If the response already has one with `private` or `no-store`, it
   * stays.
   */
  readonly cacheControl?: string | undefined
  /** Logs once why flags are missing from pages. Default: `console`. */
  readonly logger?: Logger | undefined
}

/**
 * Puts the block of `flagsScript` into an HTML response, such as an origin's page, while it streams.
 *
 * Nothing is buffered. The block comes before the page's first script, and only once if this is called again.
 *
 * Changes only `text/html` responses with a body. Redirects, partial content (206) and responses to `HEAD` stay as
 * they are. The page now belongs to one visitor, so two kinds of headers go. The first describe the old content:
 * `Content-Length`, `ETag`, `Last-Modified`, `Accept-Ranges` and digests. The second let shared caches keep it:
 * `Cache-Control` becomes `private`. A fragment, without doctype, `<html>`, `<head>` and `<body>`, keeps its body. Its
 * headers change all the same, because they are sent before the body is read.
 *
 * Needs HTMLRewriter, which only Cloudflare Workers have. Never throws. Without HTMLRewriter, with an option that is not
 * valid, or with a page in UTF-16, it logs the reason once (9008) and returns the response as it is. It cannot read a
 * body that the worker has compressed itself (`encodeBody: 'manual'`). Bodies that `fetch` received compressed are fine.
 *
 * @param source the visitor's flags, or a Hono context
 * @returns a new response whose headers can be changed, or the same response if there is nothing to change
 *
 * @example
 * app.get('*', async (c) => injectFlags(await fetch(c.req.raw), c, { flags: ['dark-mode'] }))
 */
export const injectFlags = (
  response: Response,
  source: FlagsSource,
  options: InjectOptions = {},
): Response => {
  if (!isHtml(response)) return response
  try {
    const { id = DEFAULT_ID, cacheControl } = options
    // Whatever can throw comes first. Once the rewriter has the body, the response itself can no longer be served.
    if (cacheControl !== undefined) new Headers().set('Cache-Control', cacheControl)
    const page = scriptRewriter(flagsBlock('injectFlags', source, options), id).transform(response)
    const current = page.headers.get('Cache-Control') ?? ''
    for (const name of REMOVED_HEADERS) page.headers.delete(name)
    page.headers.set(
      'Cache-Control',
      cacheControl ?? (/private|no-store/i.test(current) ? current : 'private'),
    )
    return page
  } catch (error) {
    codes.leftOut(logTo(options.logger), `flags in the page: ${messageOf(error)}`)
    return response
  }
}

const isHtml = ({ body, headers, status }: Response): boolean =>
  body !== null &&
  status !== 206 &&
  !(status >= 300 && status < 400) &&
  /^text\/html\s*(;|$)/i.test(headers.get('Content-Type') ?? '')

const REMOVED_HEADERS = [
  // They describe the old content. By its ETag, an origin would answer 304, and the browser would show old flags.
  'Content-Length',
  'ETag',
  'Last-Modified',
  'Accept-Ranges',
  'Content-Digest',
  'Repr-Digest',
  'Digest',
  'Content-MD5',
  // Shared caches obey these before `Cache-Control`. Source: RFC 9213, 2.2, and the Edge Architecture Specification.
  'CDN-Cache-Control',
  'Cloudflare-CDN-Cache-Control',
  'Surrogate-Control',
]

/** One log for each logger, because a log writes a line only once. */
const logs = new WeakMap<Logger, Log>()

const logTo = (logger: Logger = console): Log => {
  const log = logs.get(logger) ?? createLog(logger)
  logs.set(logger, log)
  return log
}
