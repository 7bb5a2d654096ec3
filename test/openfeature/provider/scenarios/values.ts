import type { FlagValue } from '@openfeature/server-sdk'
import type { FlagKind } from './world.js'

/** Reads `Boolean`, `Integer`, …, in upper or lower case. @throws Error if it is not a kind of flag */
export const kindOf = (name: string): FlagKind => {
  const kind = name.toLowerCase()
  if (['boolean', 'string', 'integer', 'float', 'object'].includes(kind)) return kind as FlagKind
  throw new Error(`no flag is a ${name}`)
}

/** Reads a value as the scenarios write it, with a backslash before each quote. */
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
