import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))
const CONFIG = `${FOLDER}tsconfig.json`

/** The type errors of these modules, as if they were files in `test`. One check of all of them takes seconds. */
export const typeErrorsIn = (modules: readonly string[]): string[] => {
  const { config } = ts.readConfigFile(CONFIG, ts.sys.readFile)
  // Examples write `process.env.NAME`, as most apps do.
  config.compilerOptions.noPropertyAccessFromIndexSignature = false
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, FOLDER)
  const texts = new Map(modules.map((text, place) => [`${FOLDER}example-${place}.ts`, text]))
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
