/** Seconds: the longest that a timer can wait, and a little less. */
export const LONGEST = 2_000_000

/** Milliseconds between two looks. */
const STEP = 20

/** Resolves when it holds, looking again and again. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, STEP))
}

/**
 * Work that is not waited for any longer than this.
 *
 * @param work never rejects; can ask whether it is still waited for
 * @param milliseconds default: as long as it takes
 */
export const unlessLate = async (
  work: (isLate: () => boolean) => Promise<unknown>,
  milliseconds = LONGEST * 1000,
): Promise<void> => {
  let late = false
  await new Promise<void>((resolve) => {
    const timer = setTimeout(
      () => {
        late = true
        resolve()
      },
      Math.min(milliseconds, LONGEST * 1000),
    )
    void work(() => late).finally(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
