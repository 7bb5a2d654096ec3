/** The process that runs a part: what it was asked for, how it gives its result back, and how it starts others. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [file = '', mode = ''] = process.argv.slice(2)

export const quick = mode === 'quick'

export const finish = (result: unknown): never => {
  writeFileSync(file, JSON.stringify(result))
  process.exit() // some SDKs leave timers running
}

/** Runs a script of dist/ in a new process. Returns the JSON that it prints. */
export const runScript = (script: string, args: readonly string[]) => {
  const path = fileURLToPath(new URL(`${script}.js`, import.meta.url))
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', path, ...args], { encoding: 'utf8' }))
}
