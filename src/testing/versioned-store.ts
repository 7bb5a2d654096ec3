import { createItemStore, type ItemChange } from './item-store.js'

/** What happened to an item, and the version it now has. */
export interface VersionedChange {
  event: 'create' | 'patch' | 'delete'
  identifier: string
  version: number
}

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
  // Outlives deletion: a client that missed the delete still holds the old version, and would ignore an item
  // created again under the same name with a version that is not greater.
  const lastVersions = new Map<string, number>()

  const versioned = (item: T): T & { version: number } => {
    const version = Math.max(item.version ?? 1, (lastVersions.get(identifierOf(item)) ?? 0) + 1)
    return { ...item, version }
  }

  const first = items.map(versioned)
  const stored = createItemStore<T>(what, identifierOf, first)
  for (const item of first) lastVersions.set(identifierOf(item), item.version)

  const set = (item: T): number => {
    const identifier = identifierOf(item)
    const event = stored.get(identifier) === undefined ? 'create' : 'patch'
    const next = versioned(item)
    stored.set(next)
    lastVersions.set(identifier, next.version)
    onChange({ event, identifier, version: next.version })
    return next.version
  }

  return {
    list: stored.list,
    get: stored.get,
    set,
    update: (identifier, change) => set(stored.changed(identifier, change)),
    remove(identifier) {
      if (!stored.remove(identifier)) return false
      const version = (lastVersions.get(identifier) ?? 0) + 1
      lastVersions.set(identifier, version)
      onChange({ event: 'delete', identifier, version })
      return true
    },
  }
}
