/**
 * The ten flags that a request reads, with their fallbacks. A fallback is a value that the flag does not serve, or not
 * to all visitors, so that an SDK that falls back is noticed. ../flags.ts has the kinds of the flags.
 */
export const KEYS: readonly (readonly [key: string, fallback: boolean])[] = Array.from(
  { length: 10 },
  (_, place) => [`feature-${40 + place}`, place % 5 === 0],
)
