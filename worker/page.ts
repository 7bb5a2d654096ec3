import { html } from 'hono/html'
import type { Report } from './report.js'

/** A page that shows the visitor's target, and what each flag serves them. */
export const page = ({ target, snapshot, flags }: Report) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Burgee: your flags</title>
    <style>
      :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); --accent: #c2410c }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 3rem auto; padding: 0 1rem }
      h1 { font-size: 1.5rem; margin: 0 } h1::before { content: '⚑ '; color: var(--accent) }
      h2 { font-size: 1rem; margin: 2.5rem 0 .5rem; text-transform: uppercase; letter-spacing: .08em; opacity: .7 }
      .scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
      th { font-weight: 600; font-size: .85rem; opacity: .7 }
      code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
      .true { color: #15803d } .false { color: #b91c1c } p { opacity: .8 }
      @media (prefers-color-scheme: dark) { .true { color: #4ade80 } .false { color: #f87171 } :root { --accent: #fb923c } }
    </style>
  </head>
  <body>
    <h1>Your flags</h1>
    <p>Evaluated at the edge, for you, in this request.</p>

    <h2>You</h2>
    <div class="scroll"><table>
      <tr><th scope="row">identifier</th><td><code>${target?.identifier ?? 'none'}</code>${target?.anonymous ? ' (anonymous)' : ''}</td></tr>
      ${target?.name ? html`<tr><th scope="row">name</th><td>${target.name}</td></tr>` : ''}
      ${Object.entries(target?.attributes ?? {}).map(
        ([name, value]) => html`<tr><th scope="row">${name}</th><td><code>${String(value)}</code></td></tr>`,
      )}
    </table></div>

    <h2>Flags</h2>
    ${snapshot.source === 'none' ? html`<p>No snapshot yet. Every flag serves its fallback until the cron has run.</p>` : ''}
    <div class="scroll"><table>
      <thead><tr><th scope="col">flag</th><th scope="col">type</th><th scope="col">value</th><th scope="col">variation</th><th scope="col">reason</th></tr></thead>
      <tbody>
      ${Object.entries(flags).map(
        ([key, { type, value, variation, reason }]) => html`<tr>
          <td><code>${key}</code></td><td>${type}</td>
          <td><code class="${String(value)}">${typeof value === 'string' ? value : JSON.stringify(value)}</code></td>
          <td>${variation}</td><td>${reason.replaceAll('_', ' ')}</td>
        </tr>`,
      )}
      </tbody>
    </table></div>

    <h2>Snapshot</h2>
    <p>${
      snapshot.revision === undefined
        ? 'none'
        : html`revision <code>${snapshot.revision}</code>, ${snapshot.age} s old, from ${snapshot.source}`
    }</p>
  </body>
</html>`
