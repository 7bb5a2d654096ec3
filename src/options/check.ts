/**
 * Checks of what the caller of a public function passes. Each throws a TypeError of one form:
 * `createFlags: ttl must be a number of seconds from 0.001 to 2000000, not 0`.
 *
 * @module
 */

/** Seconds: a little less than the longest time that a timer can wait. */
export const LONGEST = 2_000_000

/**
 * @param caller the public function
 * @param rule what the option must be, and `, not …` unless the value may be secret
 * @throws TypeError if the rule does not hold
 */
export const check = (caller: string, option: string, holds: unknown, rule: string): void => {
  if (!holds) throw new TypeError(`${caller}: ${option} must be ${rule}`)
}

/**
 * Checks durations. An option that is undefined keeps its default.
 *
 * @param options by name, in seconds
 * @throws TypeError if one is not a number from `least` to `most`
 */
export const checkSeconds = (
  caller: string,
  options: Readonly<Record<string, unknown>>,
  least = 0.001,
  most = LONGEST,
): void => {
  for (const [name, value = least] of Object.entries(options)) {
    const holds = typeof value === 'number' && value >= least && value <= most
    check(caller, name, holds, `a number of seconds from ${least} to ${most}, not ${value}`)
  }
}
