/** Starts a part that runs in Node. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { BENCH, bundleForNode } from '../bundle.js'

/**
 * Bundles a part and runs it in a new process.
 *
 * @param scripts bundled too, because the part starts them
 * @returns the result that the part gave to `finish`
 */
export const runPart = async <Result>(
  part: string,
  quick: boolean,
  scripts: readonly string[] = [],
): Promise<Result> => {
  mkdirSync(`${BENCH}dist`, { recursive: true })
  await bundleForNode([part, ...scripts])
  const file = `${BENCH}dist/${part}.json`
  const args = ['--expose-gc', `${BENCH}dist/${part}.js`, file, quick ? 'quick' : '']
  execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  return JSON.parse(readFileSync(file, 'utf8'))
}
