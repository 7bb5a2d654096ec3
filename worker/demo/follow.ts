import { watchFile } from 'node:fs'
import { basename } from 'node:path'
import type { Upstream } from './upstream.js'
import type { RunningWorker } from './wrangler.js'

/** Runs the cron now and every five seconds, and reads the provider's file whenever it is saved; until the process ends. */
export const follow = async (
  { file, reload }: Pick<Upstream<unknown>, 'file' | 'reload'>,
  worker: RunningWorker,
): Promise<void> => {
  await worker.fireCron()
  const takeFile = (): void => {
    try {
      reload()
    } catch (error) {
      console.error(
        `${basename(file)} was not taken: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }
  watchFile(file, { interval: 500 }, takeFile) // by name: editors replace files
  setInterval(() => worker.fireCron().catch((error: unknown) => console.error(error)), 5_000)
}
