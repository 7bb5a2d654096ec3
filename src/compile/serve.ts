import { own } from '../core/dialect.js'
import type { RolloutPart, Serve } from '../core/format.js'
import type { ClauseContext } from './clause.js'
import type { ServeDraft } from './draft.js'

/** @throws TypeError if the dialect has no such bucketing or kind of serve: the provider's own mistake */
export const compileServe = (draft: ServeDraft, context: ClauseContext): Serve => {
  const { dialect, serves } = context.writer
  if ('kind' in draft) {
    const write = own(serves, draft.kind)
    if (write === undefined || own(dialect.serves, draft.kind) === undefined) {
      throw new TypeError(`serve ${draft.kind} is not in dialect ${dialect.name}`)
    }
    context.uses(draft.kind)
    return write(draft, context)
  }
  if ('variation' in draft) return context.variation(draft.variation)
  const { bucketing, by, attribute, split } = draft
  if (own(dialect.bucketings, bucketing) === undefined) {
    throw new TypeError(`bucketing ${bucketing} is not in dialect ${dialect.name}`)
  }
  context.uses(bucketing)
  if (attribute !== undefined) context.reads(attribute)
  let bound = 0
  const parts = split.map(({ variation, weight }): RolloutPart => {
    bound += weight
    return [bound, context.variation(variation)]
  })
  return { bucketing, by, parts }
}
