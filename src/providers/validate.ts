import * as v from 'valibot'
import type { IssueList } from '../compile/issue.js'

/** How items of one kind are checked. */
export interface ItemRules<Key extends string, T> {
  readonly kind: 'flag' | 'segment'
  readonly schema: v.GenericSchema<unknown, T>
  /** The member that holds an item's key. */
  readonly key: Key
  /** An item's version. Default: all have the same. */
  readonly version?: (item: T) => number | null | undefined
}

/**
 * Checks each item of a list by itself. One that does not fit the schema is left out and named in the issues. Of two
 * with the same key, the higher version is kept, otherwise the first. Source: the Harness SDKs.
 *
 * @returns the items that fit
 *
 * @example
 * const flags = validateAll(list, { kind: 'flag', schema: v.object({ id: v.string() }), key: 'id' }, issues)
 */
export const validateAll = <Key extends string, T extends Readonly<Record<Key, string>>>(
  items: readonly unknown[],
  { kind, schema, key, version = () => 0 }: ItemRules<Key, T>,
  issues: IssueList,
): T[] => {
  const valid = new Map<string, T>()
  for (const [place, item] of items.entries()) {
    const parsed = v.safeParse(schema, item)
    if (!parsed.success) {
      issues.refuse(kind, nameOf(item, key, place), `it is left out: ${describe(parsed.issues)}`)
      continue
    }
    const { output } = parsed
    const name = output[key]
    const other = valid.get(name)
    if (other !== undefined) {
      issues.note(kind, name, 'it was sent twice; the higher version is kept, otherwise the first')
    }
    if (other === undefined || (version(output) ?? 0) > (version(other) ?? 0)) valid.set(name, output)
  }
  return [...valid.values()]
}

/** The key as sent, otherwise the place in the list, so that the item can be found. */
const nameOf = (item: unknown, key: string, place: number): string => {
  const name = ((item ?? {}) as Readonly<Record<string, unknown>>)[key]
  return typeof name === 'string' && name !== '' ? name : `#${place}`
}

const describe = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues
    .slice(0, 3)
    .map((issue) => `${v.getDotPath(issue) ?? 'the item'}: ${issue.message}`)
    .join('; ')
