import { createItemStore, type ItemChange, type ItemNames } from '../item-store.js'

/** A change to an item, and the version that the item now has. */
export interface VersionedChange {
  event: 'create' | 'patch' | 'delete'
  identifier: string
  version: number
}

/** Items by identifier. The version of an item only ever rises. */
export interface VersionedStore<T> {
  list(): T[]
  get(identifier: string): T | undefined
  set(item: T): number
  update(identifier: string, change: ItemChange<T>): number
  remove(identifier: string): boolean
}

/**
 * Keeps the flags or the segments of a Harness test API.
 *
 * @param names for error messages
 * @param identifierOf the identifier of an item
 * @param items the items at the start; they cause no event
 * @param onChange called after every later change
 * @throws TypeError if an item has no identifier, or two have the same
 */
export function createVersionedStore<T extends { version?: number | null | undefined }>(
  names: ItemNames,
  identifierOf: (item: T) => string,
  items: readonly T[],
  onChange: (change: VersionedChange) => void,
): VersionedStore<T> {
  // Kept after a deletion: a client that missed the deletion still has the old version. It would ignore an item that
  // is created again under the same identifier with a version that is not higher.
  const lastVersions = new Map<string, number>()

  const versioned = (item: T): T & { version: number } => {
    const version = Math.max(item.version ?? 1, (lastVersions.get(identifierOf(item)) ?? 0) + 1)
    return { ...item, version }
  }

  const first = items.map(versioned)
  const stored = createItemStore<T>(names, identifierOf, first)
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
