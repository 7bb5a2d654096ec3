import { readFileSync } from 'node:fs'
import ts from 'typescript'

const CODES = new URL('../../src/events/codes.ts', import.meta.url)

/** A numbered line that Burgee can write, with its level, or levels. */
export interface LineInUse {
  readonly code: number
  readonly levels: readonly string[]
}

/** Every `log.write(level, code, …)` and `log.once(…)` of src/events/codes.ts. */
export const linesInUse = (): LineInUse[] => {
  const source = ts.createSourceFile('codes.ts', readFileSync(CODES, 'utf8'), ts.ScriptTarget.ES2022)
  const lines: LineInUse[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [level, code] = node.arguments
      if (level && code && ts.isNumericLiteral(code)) {
        lines.push({
          code: Number(code.text),
          levels: level.getText(source).match(/(?<=')(debug|info|warn|error)(?=')/g) ?? [],
        })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return lines
}

export const codesInUse = (): number[] => linesInUse().map(({ code }) => code)
