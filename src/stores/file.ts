/**
 * A store in a file, for processes that have a disk.
 *
 * @module
 */
import type { Store } from './contract.js'
import { sideName } from './side-name.js'

/** The part of a file system that Burgee uses: a part of `node:fs/promises`. */
export interface FileSystemLike {
  readFile(path: string, encoding: 'utf8'): Promise<string>
  writeFile(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  rm(path: string, options: { force: true }): Promise<void>
}

/**
 * Keeps the snapshot in a file. A process that starts while the config API is down then has flags. A reader sees the
 * old text or the new one, because a new one is written to a temporary file that then gets the name.
 *
 * You pass the file system, so this module imports no Node built-in and can be bundled for the edge.
 *
 * @param path of the file, in a folder that exists. Documents beside the snapshot are at `<path>.<name>`
 *
 * @example
 * import * as fs from 'node:fs/promises'
 *
 * const flags = createFlags({ provider: harness(), store: file(fs, 'flags.snapshot'), pollInterval: 60 })
 */
export const file = (fs: FileSystemLike, path: string): Store => ({
  ...textFile(fs, path),
  side(name) {
    const beside = `${path}.${sideName('file', name)}`
    return { ...textFile(fs, beside), remove: () => fs.rm(beside, { force: true }) }
  },
})

const textFile = (fs: FileSystemLike, path: string) => ({
  async read(): Promise<string | null> {
    try {
      return await fs.readFile(path, 'utf8')
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code === 'ENOENT') return null
      throw error
    }
  },
  async write(text: string): Promise<void> {
    const temporary = `${path}.${crypto.randomUUID()}.tmp`
    try {
      await fs.writeFile(temporary, text)
      await fs.rename(temporary, path)
    } catch (error) {
      await fs.rm(temporary, { force: true }) // otherwise each attempt would leave one
      throw error
    }
  },
})
