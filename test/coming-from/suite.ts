/**
 * The paths of the suite's tests, `describe › it`, read from their sources. Running them to learn their names
 * would run them twice.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const TESTS = fileURLToPath(new URL('..', import.meta.url))
const HERE = 'coming-from/'

/** Every test: by its path in this folder, by `file › path` in another one. */
export const testPaths = (): ReadonlySet<string> => {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.split(sep).join('/'))
  return new Set(
    files.flatMap((file) => {
      const prefix = file.startsWith(HERE) ? [] : [file]
      return pathsIn(file).map((path) => [...prefix, ...path].join(' › '))
    }),
  )
}

/** Does this test exist? A path that ends in `…` names the tests that begin with it. */
export const isTest = (paths: ReadonlySet<string>, path: string): boolean =>
  path.endsWith('…') ? [...paths].some((known) => known.startsWith(path.slice(0, -1))) : paths.has(path)

const pathsIn = (file: string): string[][] => {
  const source = ts.createSourceFile(file, readFileSync(TESTS + file, 'utf8'), ts.ScriptTarget.ES2022)
  const paths: string[][] = []
  const visit = (node: ts.Node, above: readonly string[]): void => {
    const found = ts.isCallExpression(node) ? titlesOf(node, source) : undefined
    if (found === undefined) {
      ts.forEachChild(node, (child) => visit(child, above))
      return
    }
    const { kind, titles, body } = found
    for (const title of titles) {
      const path = [...above, title]
      if (kind === 'it') paths.push(path)
      else ts.forEachChild(body, (child) => visit(child, path))
    }
  }
  visit(source, [])
  return paths
}

interface Titles {
  readonly kind: 'describe' | 'it'
  readonly titles: readonly string[]
  readonly body: ts.Node
}

/** The titles of `describe('…', …)`, `it('…', …)` and `it.each(table)('…', …)`; undefined for any other call. */
const titlesOf = (call: ts.CallExpression, source: ts.SourceFile): Titles | undefined => {
  const [, kind, each] = /^(describe|it)(\.each)?\b/.exec(call.expression.getText(source)) ?? []
  const [title, body] = call.arguments
  if ((kind !== 'describe' && kind !== 'it') || title === undefined || body === undefined) return undefined
  if (!ts.isStringLiteralLike(title)) return undefined
  if (each === undefined) return { kind, titles: [title.text], body }
  const table = ts.isCallExpression(call.expression) ? call.expression.arguments[0] : undefined
  const cases = table ? elementsOf(table, source) : []
  return { kind, titles: cases.map((one) => fill(title.text, one)), body }
}

/** The elements of a list that is written here, or as a constant of the same file. Empty otherwise. */
const elementsOf = (node: ts.Expression, source: ts.SourceFile): readonly ts.Expression[] => {
  const list = ts.isAsExpression(node) ? node.expression : node
  if (ts.isArrayLiteralExpression(list)) return list.elements
  if (!ts.isIdentifier(list)) return []
  let elements: readonly ts.Expression[] = []
  const visit = (child: ts.Node): void => {
    if (ts.isVariableDeclaration(child) && child.initializer && child.name.getText(source) === list.text) {
      if (ts.isArrayLiteralExpression(child.initializer)) elements = child.initializer.elements
    }
    ts.forEachChild(child, visit)
  }
  visit(source)
  return elements
}

/** A title with its `%s` and `$name` filled in like vitest, as far as the source tells. */
const fill = (title: string, one: ts.Expression): string => {
  const values = ts.isArrayLiteralExpression(one) ? one.elements.map(literalOf) : [literalOf(one)]
  const inOrder = title.replace(/%[sdifj]/g, () => values.shift() ?? '…')
  if (!ts.isObjectLiteralExpression(one)) return inOrder
  const members = new Map(
    one.properties.flatMap((member) =>
      ts.isPropertyAssignment(member) && ts.isIdentifier(member.name)
        ? [[member.name.text, literalOf(member.initializer)] as const]
        : [],
    ),
  )
  return inOrder.replace(/\$(\w+)/g, (_, name: string) => members.get(name) ?? '…')
}

/** The value of a literal as a string. Undefined for anything that only running the file would tell. */
const literalOf = (node: ts.Expression): string | undefined => {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text
  if (node.kind === ts.SyntaxKind.TrueKeyword) return 'true'
  if (node.kind === ts.SyntaxKind.FalseKeyword) return 'false'
  return undefined
}
