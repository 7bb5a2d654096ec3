import { logCodes } from '../kit/log-codes.js'

/** The numbers of all lines that Burgee can write. */
export const codesInUse = (): number[] => logCodes().map(({ code }) => code)
