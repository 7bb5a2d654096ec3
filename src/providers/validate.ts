import * as v from 'valibot'
import type { IssueList } from '../compile/issue.js'

/** Harness's items say which version this is of them. */
interface Versioned {
  readonly version?: number | null | undefined
}

/**
 * The items that are what the schema says, by key. The others are refused, one by one. Of two with one key,
 * the higher version stays, else the first, as in the Harness SDKs.
 */
export const validateAll = <T extends object>(
  items: readonly unknown[],
  schema: v.GenericSchema<unknown, T>,
  keyOf: (item: T) => string,
  kind: 'flag' | 'segment',
  issues: IssueList,
): T[] => {
  const valid = new Map<string, T & Versioned>()
  for (const [place, item] of items.entries()) {
    const parsed = v.safeParse(schema, item)
    if (!parsed.success) {
      issues.refuse(kind, nameOf(item, place), `it is left out: ${describe(parsed.issues)}`)
      continue
    }
    const output: T & Versioned = parsed.output
    const key = keyOf(output)
    const other = valid.get(key)
    if (other !== undefined)
      issues.note(kind, key, 'it was sent twice; the higher version is kept, else the first')
    if (other === undefined || (output.version ?? 0) > (other.version ?? 0)) {
      valid.set(key, output)
    }
  }
  return [...valid.values()]
}

/** The key as sent, where it can be told, so that somebody can find the item. */
const nameOf = (item: unknown, place: number): string => {
  const { feature, identifier, flagKey } = (item ?? {}) as Record<string, unknown>
  const name = feature ?? identifier ?? flagKey
  return typeof name === 'string' && name !== '' ? name : `#${place}`
}

const describe = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues
    .slice(0, 3)
    .map((issue) => `${v.getDotPath(issue) ?? 'the item'}: ${issue.message}`)
    .join('; ')
