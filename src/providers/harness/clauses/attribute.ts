import type { Test } from '../../../core/dialect.js'

/** Asks about an attribute's text. One that is missing or empty never matches. Source: the Harness server SDKs. */
export const onText =
  (attribute: string, holds: (text: string) => boolean): Test =>
  (subject) => {
    const text = subject.text(attribute)
    return text !== '' && holds(text)
  }
