/**
 * The ten flags that a request reads, and what each falls back to: what it does not serve, or not to everybody, so
 * that an SDK that falls back is found out. Their kinds: see ../project.ts.
 */
export const KEYS: readonly (readonly [key: string, fallback: boolean])[] = Array.from(
  { length: 10 },
  (_, place) => [`feature-${40 + place}`, place % 5 === 0],
)
