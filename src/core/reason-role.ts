import type { Reason } from './format.js'

/** The roles of the first four reasons in the header's list, by their place. */
export const unknownFlag = 0
export const error = 1
export const off = 2
export const prerequisiteFailed = 3

/** The name of a reason, by its place in the header's list. */
export const reasonAt = (reasons: readonly Reason[], place: number): string => reasons[place]?.[0] ?? ''
