/** A change to an item: fields to replace, or a function from a copy of the current item to the new one. */
export type ItemChange<T> = Partial<T> | ((current: T) => T)

/** Items by identifier. Copied on the way in and on the way out: nothing a test does to its own object leaks in. */
export interface ItemStore<T> {
  list(): T[]
  get(identifier: string): T | undefined
  set(item: T): void
  /** What a change makes of an item, which is not stored yet. Throws an Error for one that is unknown, or renamed. */
  changed(identifier: string, change: ItemChange<T>): T
  /** False when there was none. */
  remove(identifier: string): boolean
}

/**
 * Keeps the flags or the segments of a config API, in the order in which they came.
 *
 * @param what the noun for error messages
 * @param identifierOf how an item is named
 * @param items the first items
 * @throws TypeError for an item without an identifier, or two with the same
 */
export function createItemStore<T>(
  what: string,
  identifierOf: (item: T) => string,
  items: readonly T[],
): ItemStore<T> {
  const stored = new Map<string, T>()

  const set = (item: T): void => {
    const identifier = identifierOf(item)
    if (typeof identifier !== 'string' || identifier === '') {
      throw new TypeError(`config API: a ${what} needs an identifier, a string that is not empty`)
    }
    stored.set(identifier, structuredClone(item))
  }

  for (const item of items) {
    if (stored.has(identifierOf(item))) {
      throw new TypeError(`config API: two ${what}s are named ${JSON.stringify(identifierOf(item))}`)
    }
    set(item)
  }

  const get = (identifier: string): T | undefined => structuredClone(stored.get(identifier))

  return {
    list: () => structuredClone([...stored.values()]),
    get,
    set,
    changed(identifier, change) {
      const current = get(identifier)
      if (current === undefined) {
        throw new Error(`config API: there is no ${what} ${JSON.stringify(identifier)} to update`)
      }
      const next = typeof change === 'function' ? change(current) : { ...current, ...change }
      if (identifierOf(next) !== identifier) {
        throw new Error(`config API: an update cannot rename the ${what} ${JSON.stringify(identifier)}`)
      }
      return next
    },
    remove: (identifier) => stored.delete(identifier),
  }
}
