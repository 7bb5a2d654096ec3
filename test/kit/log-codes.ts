/** What src/events/codes.ts says of each numbered line, and docs/log-codes.md as it follows from that. */
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const CODES = new URL('../../src/events/codes.ts', import.meta.url)

export const LOG_CODES_PAGE = new URL('../../docs/log-codes.md', import.meta.url)

export interface LogCode {
  readonly code: number
  /** More than one if the function decides. */
  readonly levels: readonly string[]
  /** With `<name>` in the place of each value. */
  readonly message: string
  /** The docstring: what happened, and what to do. */
  readonly meaning: string
  /** True if the same line is written once in the life of an isolate. */
  readonly once: boolean
}

/** Every function of codes.ts: each writes one line, by `log.write(level, code, message)` or `log.once(…)`. */
export const logCodes = (): LogCode[] => {
  const source = ts.createSourceFile('codes.ts', readFileSync(CODES, 'utf8'), ts.ScriptTarget.ES2022, true)
  return source.statements.filter(ts.isVariableStatement).map((statement) => {
    const call = firstCall(statement)
    const [level, code, message] = call.arguments
    if (!level || !code || !message) throw new Error(`codes.ts: ${call.getText()} is no numbered line`)
    return {
      code: Number(code.getText()),
      levels: level.getText().match(/(?<=')(debug|info|warn|error)(?=')/g) ?? [],
      message: messageOf(message),
      meaning: docstringOf(statement),
      once: call.expression.getText() === 'log.once',
    }
  })
}

const firstCall = (statement: ts.Statement): ts.CallExpression => {
  const visit = (node: ts.Node): ts.CallExpression | undefined =>
    ts.isCallExpression(node) ? node : ts.forEachChild(node, visit)
  const call = visit(statement)
  if (call === undefined) throw new Error(`codes.ts: ${statement.getText()} writes no line`)
  return call
}

/** `${detail.variation}` becomes `<variation>`, `${messageOf(error)}` becomes `<error>`. */
const messageOf = (message: ts.Expression): string =>
  message
    .getText()
    .slice(1, -1)
    .replace(/\$\{[^}]*?(\w+)\)?\}/g, '<$1>')

const docstringOf = (statement: ts.Statement): string =>
  ts
    .getJSDocCommentsAndTags(statement)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ')
    .replace(/\s+/g, ' ')

const INTRODUCTION = `# Log codes

<!-- Made by \`npm run docs:codes\` from src/events/codes.ts. Do not edit. -->

To find out what a line of the log means, look up its number: \`SDKCODE:2001: Authentication refused: …\` is 2001.

- 1000 to 8012 are the numbers of the Harness server SDKs. Numbers from 9000 are Burgee's own.
- "once" means that an isolate or process writes the same line once, however often it happens.
- No line holds a key, a token or a whole target.
- Each line is also an event for listeners of \`log_error\`, \`log_warning\`, \`log_info\` and \`log_debug\`: see [events](events.md).
`

/** The page, from the codes in ascending order. */
export const logCodesPage = (codes: readonly LogCode[]): string => {
  const rows = [...codes]
    .sort((one, other) => one.code - other.code)
    .map(({ code, levels, message, meaning, once }) =>
      ['', code, levels.join(' or '), `\`${message}\``, meaning, once ? 'once' : '', ''].join(' | ').trim(),
    )
  const header = [
    '| code | level | message | what happened, what to do | |',
    '| --- | --- | --- | --- | --- |',
  ]
  return `${INTRODUCTION}\n${[...header, ...rows].join('\n')}\n`
}
