import { randomUUID } from 'node:crypto'

/** Set by `.ci/run`, which starts a Redis for the tests: what cannot run must then fail, and not be skipped. */
const MUST_RUN = process.env['BURGEE_TEST_ALL'] === '1'

/** The URL of a Redis that the tests may use. Undefined if these tests are skipped. */
export const redisUrl = process.env['BURGEE_TEST_REDIS_URL'] || undefined

if (MUST_RUN && redisUrl === undefined) {
  throw new Error('BURGEE_TEST_REDIS_URL must be set where BURGEE_TEST_ALL is: redis://127.0.0.1:6379, say')
}

/** For the name of what is skipped without a Redis. */
export const needsRedis = redisUrl === undefined ? ' (skipped: BURGEE_TEST_REDIS_URL is not set)' : ''

/** Before each key of a test file, so that a Redis which is used for more keeps the rest. */
export const redisBase = `burgee-test:${randomUUID()}`
