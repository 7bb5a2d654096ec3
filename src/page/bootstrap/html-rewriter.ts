/** The part that Burgee uses of Cloudflare's HTMLRewriter, which parses and changes HTML while it streams. */
interface Rewriter {
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
 * Makes a rewriter that puts a script into a page, once.
 *
 * The script comes before the first `<script>` or `<template>`, so that all scripts of the page find it. If the head has
 * neither, it comes at the end of the head, or at the end of the page if the head has no end tag. It never comes at the
 * start of the head, because browsers look for `<meta charset>` only in the first 1,024 bytes of a page.
 *
 * HTML without a doctype, `<html>`, `<head>` or `<body>` is a fragment and stays as it is. A page that has a script or
 * template with this id before that place stays as it is too.
 *
 * @throws Error if the runtime has no HTMLRewriter
 */
export const scriptRewriter = (script: string, id: string): Rewriter => {
  const { HTMLRewriter } = globalThis as { HTMLRewriter?: new () => Rewriter }
  if (HTMLRewriter === undefined) {
    throw new Error('only Cloudflare Workers have HTMLRewriter: put flagsScript() into the page instead')
  }
  let isPage = false
  let done = false
  const once = (insert: () => void) => {
    if (isPage && !done) {
      done = true
      insert()
    }
  }
  const markPage = () => {
    isPage = true
  }

  return new HTMLRewriter()
    .onDocument({
      doctype: markPage,
      end: (end) => once(() => end.append(script, HTML)),
    })
    .on('html, head, body', { element: markPage })
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
