/** The reasons that no line of a flag names, by their place in the header's list. */
export const unknownFlag = 0
export const error = 1
export const off = 2
export const prerequisiteFailed = 3
