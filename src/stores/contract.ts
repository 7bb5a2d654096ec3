/**
 * Keeps one snapshot: each isolate reads it, and the refresh writes it.
 *
 * All methods may reject; the caller handles that. A store holds no state of a request, so one object can serve many.
 */
export interface Store {
  /**
   * The text that was written last, or null if none has been.
   *
   * @param options `fresh`: as close to the source as the store can. The refresh asks for it, because it writes only
   *   what differs from what it reads
   */
  read(options?: { readonly fresh?: boolean }): Promise<string | null>
  /** Replaces the whole text. A reader sees the old one or the new one. */
  write(text: string): Promise<void>
  /**
   * A small document beside the snapshot, for publishers and commands. Requests never read it. Missing in a store
   * that cannot keep one.
   *
   * @param name lowercase letters, digits and hyphens, a letter first
   * @throws TypeError if the name is anything else
   */
  side?(name: string): SideDocument
}

/** A small document beside the snapshot. All methods may reject. */
export interface SideDocument {
  /** The text that was written last, as fresh as the store can. Null if it does not exist. */
  read(): Promise<string | null>
  /** Replaces the whole text. */
  write(text: string): Promise<void>
  /** Removes the document. Does nothing if it does not exist. */
  remove(): Promise<void>
}

/** A store that cannot do what it is asked to. The message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
