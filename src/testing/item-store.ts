/** A change to an item: fields to replace, or a function from a copy of the current item to the new one. */
export type ItemChange<T> = Partial<T> | ((current: T) => T)

/** Items by key. Copied on the way in and out, so that a test's own objects stay separate. */
export interface ItemStore<T> {
  list(): T[]
  get(key: string): T | undefined
  set(item: T): void
  /** Returns the item with the change applied, without storing it. Throws an Error if it is unknown or renamed. */
  changed(key: string, change: ItemChange<T>): T
  /** Returns false if there was no such item. */
  remove(key: string): boolean
}

/** How error messages name an item, and the functions that a test calls. */
export interface ItemNames {
  readonly item: 'flag' | 'segment'
  readonly create: string
  readonly set: string
  readonly update: string
}

/**
 * Keeps the flags or the segments of a test API, in the order in which they were added.
 *
 * @param names for error messages
 * @param keyOf the key of an item
 * @param items the items at the start
 * @throws TypeError if an item has no key, or two have the same
 */
export function createItemStore<T>(
  names: ItemNames,
  keyOf: (item: T) => string,
  items: readonly T[],
): ItemStore<T> {
  const stored = new Map<string, T>()

  const store = (item: T, caller: string): void => {
    const key = keyOf(item)
    if (typeof key !== 'string' || key === '') {
      throw new TypeError(`${caller}: a ${names.item} needs a key, a string that is not empty`)
    }
    stored.set(key, structuredClone(item))
  }

  for (const item of items) {
    if (stored.has(keyOf(item))) {
      throw new TypeError(`${names.create}: two ${names.item}s have the key ${JSON.stringify(keyOf(item))}`)
    }
    store(item, names.create)
  }

  const get = (key: string): T | undefined => structuredClone(stored.get(key))

  return {
    list: () => structuredClone([...stored.values()]),
    get,
    set: (item) => store(item, names.set),
    changed(key, change) {
      const current = get(key)
      if (current === undefined) {
        throw new Error(`${names.update}: the ${names.item} ${JSON.stringify(key)} does not exist`)
      }
      const next = typeof change === 'function' ? change(current) : { ...current, ...change }
      if (keyOf(next) !== key) {
        throw new Error(
          `${names.update}: an update cannot change the key of the ${names.item} ${JSON.stringify(key)}`,
        )
      }
      return next
    },
    remove: (key) => stored.delete(key),
  }
}
