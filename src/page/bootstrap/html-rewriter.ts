/** What is used of Cloudflare's HTMLRewriter, which parses and changes HTML as it streams by. */
export interface Rewriter {
  on(selector: string, handlers: { element(element: RewriterElement): void }): Rewriter
  onDocument(handlers: { doctype?(): void; end?(end: Appendable): void }): Rewriter
  transform(response: Response): Response
}

interface RewriterElement {
  getAttribute(name: string): string | null
  before(content: string, options: { html: true }): unknown
  onEndTag(handler: (tag: Pick<RewriterElement, 'before'>) => void): void
}

interface Appendable {
  append(content: string, options: { html: true }): unknown
}

const HTML = { html: true } as const

/**
 * A rewriter that puts a script into a page once: before its first script or template, so that all its scripts find
 * it; else at the end of its head, or where that has no end tag, of the page. Not at the start of the head, because
 * browsers look for a page's `<meta charset>` in its first 1,024 bytes only.
 *
 * What has no doctype, `<html>`, `<head>` or `<body>` is no page but a part of one, and stays as it is. So does a page
 * that has a script with this id before that place.
 *
 * @throws Error where there is no HTMLRewriter
 */
export const placing = (script: string, id: string): Rewriter => {
  const { HTMLRewriter } = globalThis as { HTMLRewriter?: new () => Rewriter }
  if (HTMLRewriter === undefined) {
    throw new Error('there is no HTMLRewriter but on Cloudflare Workers: put flagsScript() into the page')
  }
  let isPage = false
  let done = false
  const once = (place: () => void) => {
    if (isPage && !done) {
      done = true
      place()
    }
  }
  const pageBegins = () => {
    isPage = true
  }

  return new HTMLRewriter()
    .onDocument({
      doctype: pageBegins,
      end: (end) => once(() => end.append(script, HTML)),
    })
    .on('html, head, body', { element: pageBegins })
    .on('head', {
      element: (head) => head.onEndTag((tag) => once(() => tag.before(script, HTML))),
    })
    .on('script, template', {
      element(element) {
        if (element.getAttribute('id') === id) done = true
        once(() => element.before(script, HTML))
      },
    })
}
