/** What went wrong, in a few words, from anything that can be thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
