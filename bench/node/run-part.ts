/** Starts a part that runs in Node. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { BENCH, bundleForNode } from '../bundle.js'
import { joinPairs, type Pair } from '../pairs.js'
import type { PartOption } from './part-process.js'

/** @returns the result that the part gave to `finish` */
const run = <Result>(part: string, options: readonly (PartOption | false)[]): Result => {
  const file = `${BENCH}dist/${part}.json`
  const args = [
    '--expose-gc',
    `${BENCH}dist/${part}.js`,
    file,
    ...options.filter((option) => option !== false),
  ]
  execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  return JSON.parse(readFileSync(file, 'utf8'))
}

const bundleParts = async (parts: readonly string[]): Promise<void> => {
  mkdirSync(`${BENCH}dist`, { recursive: true })
  await bundleForNode(
    parts.map((name) => `node/${name}`),
    'now',
  )
}

/**
 * Bundles a part and runs it in a new process.
 *
 * @param scripts bundled too, because the part starts them
 */
export const runPart = async <Result>(
  part: string,
  quick: boolean,
  scripts: readonly string[] = [],
): Promise<Result> => {
  await bundleParts([part, ...scripts])
  return run(part, [quick && 'quick'])
}

/**
 * Runs a part in several processes that measure Burgee before a change and now. In every other process the two change
 * places, because the engine may favor the code that runs first.
 */
export const runAgainst = async (
  part: string,
  quick: boolean,
  processes: number,
  scripts: readonly string[] = [],
): Promise<readonly Pair[]> => {
  await bundleParts([part, ...scripts])
  await bundleForNode(['peers/burgee', ...scripts.map((name) => `node/${name}`)], 'before')
  const rounds = Array.from({ length: processes }, (_, place): Pair[] =>
    run(part, [quick && 'quick', 'against', place % 2 === 1 && 'swapped']),
  )
  return joinPairs(rounds)
}
