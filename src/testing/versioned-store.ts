/** What happened to an item, and the version it now has. */
export interface VersionedChange {
  event: 'create' | 'patch' | 'delete'
  identifier: string
  version: number
}

/** A change to an item: fields to replace, or a function from a copy of the current item to the new one. */
export type ItemChange<T> = Partial<T> | ((current: T) => T)

/** Items by identifier, each with a version that only ever rises. */
export interface VersionedStore<T> {
  list(): T[]
  get(identifier: string): T | undefined
  set(item: T): number
  update(identifier: string, change: ItemChange<T>): number
  remove(identifier: string): boolean
}

/**
 * Keeps the flags or the segments of a config API.
 *
 * @param what the noun for error messages
 * @param identifierOf how an item is named
 * @param items the first items; these cause no event
 * @param onChange told of every later change
 * @throws TypeError for an item without an identifier, or two with the same
 */
export function createVersionedStore<T extends { version?: number | null | undefined }>(
  what: string,
  identifierOf: (item: T) => string,
  items: readonly T[],
  onChange: (change: VersionedChange) => void,
): VersionedStore<T> {
  const stored = new Map<string, T>()
  // Outlives deletion: a client that missed the delete still holds the old version, and would ignore an item
  // created again under the same name with a version that is not greater.
  const lastVersions = new Map<string, number>()

  const put = (item: T): VersionedChange => {
    const identifier = identifierOf(item)
    if (typeof identifier !== 'string' || identifier === '') {
      throw new TypeError(`config API: a ${what} needs an identifier, a string that is not empty`)
    }
    const event = stored.has(identifier) ? 'patch' : 'create'
    const version = Math.max(item.version ?? 1, (lastVersions.get(identifier) ?? 0) + 1)
    // Copied on the way in and on the way out, so that nothing a test does to its own object leaks in here.
    stored.set(identifier, { ...structuredClone(item), version })
    lastVersions.set(identifier, version)
    return { event, identifier, version }
  }

  for (const item of items) {
    if (put(item).event === 'patch') {
      throw new TypeError(`config API: two ${what}s are named ${JSON.stringify(identifierOf(item))}`)
    }
  }

  const get = (identifier: string): T | undefined => structuredClone(stored.get(identifier))

  const set = (item: T): number => {
    const change = put(item)
    onChange(change)
    return change.version
  }

  return {
    list: () => structuredClone([...stored.values()]),
    get,
    set,
    update(identifier, change) {
      const current = get(identifier)
      if (current === undefined) {
        throw new Error(`config API: there is no ${what} ${JSON.stringify(identifier)} to update`)
      }
      const next = typeof change === 'function' ? change(current) : { ...current, ...change }
      if (identifierOf(next) !== identifier) {
        throw new Error(`config API: an update cannot rename the ${what} ${JSON.stringify(identifier)}`)
      }
      return set(next)
    },
    remove(identifier) {
      if (!stored.delete(identifier)) return false
      const version = (lastVersions.get(identifier) ?? 0) + 1
      lastVersions.set(identifier, version)
      onChange({ event: 'delete', identifier, version })
      return true
    },
  }
}
