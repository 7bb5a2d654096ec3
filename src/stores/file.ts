/**
 * A store in a file, for processes that have a disk.
 *
 * @module
 */
import type { Store } from './contract.js'

/** What Burgee asks of a file system: a part of `node:fs/promises`. */
export interface FileSystemLike {
  readFile(path: string, encoding: 'utf8'): Promise<string>
  writeFile(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  rm(path: string, options: { force: true }): Promise<void>
}

/**
 * Keeps the snapshot in a file, so that a process that starts while the config API is down has flags. A reader
 * sees the old text or the new one: it is written beside the file, and then renamed.
 *
 * The file system is handed in, so that this module runs wherever there is one, and asks for none elsewhere.
 *
 * @param path of the file; its folder must be there
 *
 * @example
 * import * as fs from 'node:fs/promises'
 *
 * const flags = createFlags({ provider: harness(), store: file(fs, 'flags.snapshot'), pollInterval: 60 })
 */
export const file = (fs: FileSystemLike, path: string): Store => ({
  async read() {
    try {
      return await fs.readFile(path, 'utf8')
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code === 'ENOENT') return null
      throw error
    }
  },
  async write(text) {
    const beside = `${path}.${crypto.randomUUID()}.tmp`
    try {
      await fs.writeFile(beside, text)
      await fs.rename(beside, path)
    } catch (error) {
      await fs.rm(beside, { force: true }) // or every try would leave one
      throw error
    }
  },
})
