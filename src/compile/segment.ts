import type { CompiledSegment } from '../core/format.js'
import { type ClauseContext, compileWhen } from './clause.js'
import type { SegmentDraft } from './draft.js'

export const compileSegment = (draft: SegmentDraft, context: ClauseContext): CompiledSegment => {
  const rules = compileWhen(draft.rules, context)
  return {
    key: draft.id,
    ...(draft.excluded.length === 0 ? {} : { excluded: context.list(draft.excluded) }),
    ...(draft.included.length === 0 ? {} : { included: context.list(draft.included) }),
    ...(rules.length === 0 ? {} : { rules }),
  }
}
