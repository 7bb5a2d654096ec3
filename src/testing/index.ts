/**
 * Helpers to test a worker that uses Burgee: config APIs that speak the real protocols of Harness and Flagbase, a
 * strict fake of Workers KV, and a clock. Runs in Node and in workerd.
 *
 * @module
 */
export type { ConfigApiFetch } from './api-fetch.js'
export { type Clock, createClock } from './clock.js'
export {
  type ConfigApi,
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
export type { Fault } from './faults.js'
export { createFlagbaseApi, type FlagbaseApi, type FlagbaseApiOptions } from './flagbase-api.js'
export type { FlagbaseFlag, FlagbaseRoute } from './flagbase-types.js'
export type { TestApi } from './gate.js'
export type {
  HarnessFlag,
  HarnessKeyValue,
  HarnessMetrics,
  HarnessRoute,
  HarnessSegment,
} from './harness-types.js'
export type { ItemChange } from './item-store.js'
export type { LoggedRequest } from './request-log.js'
