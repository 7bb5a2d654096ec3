import * as codes from '../../events/codes.js'
import { createLog, type Log, type Logger, messageOf } from '../../events/log.js'
import { DEFAULT_ID } from './block.js'
import { type FlagsSource, flagsScript } from './flags-script.js'
import { placing } from './html-rewriter.js'
import type { BootstrapOptions } from './options.js'

export interface InjectOptions extends BootstrapOptions {
  /** The page's `Cache-Control`. Default: the one that it has, where that keeps it out of shared caches; else `private`. */
  readonly cacheControl?: string | undefined
  /** Is told once what keeps flags out of pages. Default: `console`. */
  readonly logger?: Logger | undefined
}

/**
 * Puts the block of `flagsScript` into an HTML response while it streams: that of an origin, for example. Nothing is
 * buffered. The block comes before the page's first script, and is put there once, however often this is called.
 *
 * Only a `text/html` response with a body is changed: not a redirect, a part of a file (206), or an answer to `HEAD`. As
 * a page is one visitor's then, what names or measures the old content goes (`Content-Length`, `ETag`, `Last-Modified`,
 * `Accept-Ranges`, digests), and so does what lets shared caches keep it, which was said of the page without flags: it
 * becomes `Cache-Control: private`. The body of a fragment, without doctype, `<html>`, `<head>` and `<body>`, stays as
 * it is; its headers are changed before that is known.
 *
 * Needs HTMLRewriter, which Cloudflare Workers have. Never throws: where there is none, where an option cannot work, or
 * where the page's encoding cannot be read (UTF-16), the log says so once (9008) and the response is returned as it is.
 * A body that the worker has compressed itself (`encodeBody: 'manual'`) cannot be read either; one that `fetch`
 * received compressed can.
 *
 * @param source the visitor's flags, or a Hono context
 * @returns a new response with changeable headers, or the same one where there is nothing to do
 *
 * @example
 * app.get('*', async (c) => injectFlags(await fetch(c.req.raw), c, { flags: ['dark-mode'] }))
 */
export const injectFlags = (
  response: Response,
  source: FlagsSource,
  options: InjectOptions = {},
): Response => {
  if (!mayBePage(response)) return response
  try {
    const { id = DEFAULT_ID, cacheControl } = options
    // What can throw comes first: once the rewriter has the body, the response itself can no longer be served.
    if (cacheControl !== undefined) new Headers().set('Cache-Control', cacheControl)
    const page = placing(flagsScript(source, options).toString(), id).transform(response)
    const said = page.headers.get('Cache-Control') ?? ''
    for (const name of OF_THE_OLD_CONTENT) page.headers.delete(name)
    page.headers.set('Cache-Control', cacheControl ?? (/private|no-store/i.test(said) ? said : 'private'))
    return page
  } catch (error) {
    codes.leftOut(logTo(options.logger), `flags in the page: ${messageOf(error)}`)
    return response
  }
}

const mayBePage = ({ body, headers, status }: Response): boolean =>
  body !== null &&
  status !== 206 &&
  !(status >= 300 && status < 400) &&
  /^text\/html\s*(;|$)/i.test(headers.get('Content-Type') ?? '')

/**
 * With a validator of the old content, a browser would be told 304 by the origin, and show a page with the flags of
 * another day.
 */
const OF_THE_OLD_CONTENT = [
  'Content-Length',
  'ETag',
  'Last-Modified',
  'Accept-Ranges',
  'Content-Digest',
  'Repr-Digest',
  'Digest',
  'Content-MD5',
  // What shared caches obey instead of `Cache-Control`. Source: RFC 9213, 2.2, and its forerunner of Edge Architecture.
  'CDN-Cache-Control',
  'Cloudflare-CDN-Cache-Control',
  'Surrogate-Control',
]

/** One log for each logger, because a log says things once. */
const logs = new WeakMap<Logger, Log>()

const logTo = (logger: Logger = console): Log => {
  const log = logs.get(logger) ?? createLog(logger)
  logs.set(logger, log)
  return log
}
