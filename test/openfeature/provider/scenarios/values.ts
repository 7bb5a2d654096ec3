import type { FlagValue } from '@openfeature/server-sdk'
import type { FlagKind } from './world.js'

/** `Boolean`, `Integer`, …, in any case. @throws Error where that is not a kind of flag */
export const kindOf = (name: string): FlagKind => {
  const kind = name.toLowerCase()
  if (['boolean', 'string', 'integer', 'float', 'object'].includes(kind)) return kind as FlagKind
  throw new Error(`no flag is a ${name}`)
}

/** A value as the scenarios write it: quotes within it have a backslash before them. */
export const readValue = (kind: FlagKind, written: string): FlagValue => {
  const text = written.replaceAll('\\"', '"')
  switch (kind) {
    case 'string':
      return text
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new Error(`${text} is not true or false`)
      return text === 'true'
    case 'object':
      return JSON.parse(text)
    default:
      if (text === '' || Number.isNaN(Number(text))) throw new Error(`${text} is not a number`)
      return Number(text)
  }
}
