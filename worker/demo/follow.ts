import { watchFile } from 'node:fs'
import { relative } from 'node:path'
import { paint } from './print.js'
import type { Upstream } from './upstream.js'
import type { RunningWorker } from './wrangler.js'

/** Seconds between two runs of the cron. */
const CRON_INTERVAL = 5

/**
 * Runs the cron now and every five seconds, and reads the flags file each time it is saved. Prints what Burgee refuses
 * or changes of the flags. Goes on until the process ends.
 */
export const follow = async (upstream: Upstream<unknown>, worker: RunningWorker): Promise<void> => {
  printProblems(upstream)
  await worker.fireCron()
  // Watched by name, because editors replace files.
  watchFile(upstream.file, { interval: 500 }, () => {
    try {
      upstream.reload()
      console.log(`${nameOf(upstream)}: read.`)
      printProblems(upstream)
    } catch (error) {
      console.error(`${(error as Error).message}\nThe worker keeps the flags it has.`)
    }
  })
  setInterval(() => worker.fireCron().catch((error: unknown) => console.error(error)), CRON_INTERVAL * 1000)
}

/** The path of the flags file, from the current folder. */
export const nameOf = ({ file }: Pick<Upstream<unknown>, 'file'>): string => relative(process.cwd(), file)

const printProblems = (upstream: Upstream<unknown>): void => {
  for (const problem of upstream.problems())
    console.log(`${paint('red', '✗')} ${nameOf(upstream)}: ${problem}`)
}
