/** Is this `npm run test:long`? */
const isLong = process.env['BURGEE_TEST_LONG'] === '1'

/**
 * How many generated cases a test takes. `npm test` takes few, `npm run test:long` takes all. The long suite finds
 * the files that import this by themselves (test/vitest.config.ts).
 *
 * @param full the size in the long suite
 * @param quick the size in `npm test`
 */
export const sample = (full: number, quick: number): number => (isLong ? full : quick)
