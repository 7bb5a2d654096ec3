/** The process that runs a part: its options, and how it gives its result back and starts other processes. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** `against`: measures Burgee before a change and now, and nothing else. `swapped`: measures the present one last. */
export type PartOption = 'quick' | 'against' | 'swapped'

const [file = '', ...options] = process.argv.slice(2)
const has = (option: PartOption) => options.includes(option)

export const quick = has('quick')
export const against = has('against')
export const swapped = has('swapped')

/** The bundled peers/burgee.ts with the source from before the change. */
export const BEFORE = new URL('before-burgee.js', import.meta.url).href

export const finish = (result: unknown): never => {
  writeFileSync(file, JSON.stringify(result))
  process.exit() // some SDKs leave timers running
}

/** Runs a script of dist/ in a new process. Returns the JSON that it prints. */
export const runScript = (script: string, args: readonly string[]) => {
  const path = fileURLToPath(new URL(`${script}.js`, import.meta.url))
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', path, ...args], { encoding: 'utf8' }))
}
