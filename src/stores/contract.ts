/**
 * Where snapshots are kept: one text, read by every isolate and written by the refresh.
 *
 * Both methods may throw; whoever calls them copes. A store holds no state of a request, so that one object
 * can serve many.
 */
export interface Store {
  /**
   * The text last written; null where none has been.
   *
   * @param options `fresh`: from as near the source as the store can. The refresh asks for it, because it
   *   writes only what differs from what it reads.
   */
  read(options?: { readonly fresh?: boolean }): Promise<string | null>
  /** Replaces the text as a whole: a reader sees the old one or the new one. */
  write(text: string): Promise<void>
}

/** A store that is not there, or cannot take what it is given. The message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
