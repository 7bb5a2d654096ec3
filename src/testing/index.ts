/**
 * Helpers to test a worker that uses Burgee: a config API that speaks the real Harness protocol, a strict fake
 * of Workers KV, and a clock. Runs in Node and in workerd.
 *
 * @module
 */
export { type Clock, createClock } from './clock.js'
export {
  type ConfigApi,
  type ConfigApiFetch,
  type ConfigApiOptions,
  createConfigApi,
  type RejectedMetrics,
} from './config-api.js'
export {
  createFakeKV,
  type FakeKV,
  type FakeKVGetOptions,
  type FakeKVList,
  type FakeKVOptions,
  type FakeKVPutOptions,
} from './fake-kv.js'
export type { Fault, HarnessRoute } from './faults.js'
export type { HarnessFlag, HarnessKeyValue, HarnessMetrics, HarnessSegment } from './harness-types.js'
export type { LoggedRequest } from './request-log.js'
export type { ItemChange } from './versioned-store.js'
