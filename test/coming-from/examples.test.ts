/** The TypeScript in docs/coming-from-*.md is checked as it stands there, the SDK's side as well. */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { readDocument } from './document.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const CONFIG = fileURLToPath(new URL('../tsconfig.json', import.meta.url))

/** The errors of these modules, as if they were files of this folder. */
const errorsIn = (modules: readonly string[]): string[] => {
  const { config } = ts.readConfigFile(CONFIG, ts.sys.readFile)
  // `process.env.NAME` is how everybody else writes it.
  config.compilerOptions.noPropertyAccessFromIndexSignature = false
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, HERE)
  const texts = new Map(modules.map((text, place) => [`${HERE}example-${place}.ts`, text]))
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => texts.has(name) || fileExists(name)
  host.readFile = (name) => texts.get(name) ?? readFile(name)
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(name)
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version)
  }
  const program = ts.createProgram([...texts.keys()], options, host)
  return [...texts.keys()].flatMap((name) => {
    const file = program.getSourceFile(name)
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  })
}

describe('the examples', () => {
  const code = ['coming-from-harness.md', 'coming-from-flagbase.md'].flatMap(
    (name) => readDocument(name).code,
  )

  it('are of the right types, and one that is not is found', () => {
    expect(code).toHaveLength(5)
    const wrong = "import { createFlags } from 'burgee'\ncreateFlags({ pollIntervall: 60 })\n"
    expect(errorsIn([...code, wrong])).toEqual([expect.stringContaining("'pollIntervall'")])
  }, 60_000)
})
