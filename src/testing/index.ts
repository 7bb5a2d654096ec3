/**
 * Helpers to test a worker that uses Burgee: APIs that speak the real protocols of Harness and Flagbase, a strict fake
 * of Workers KV, and a clock. They run in Node and in workerd.
 *
 * @module
 */
export type { AdapterUnderTest, Respond, Send } from './adapter-contract/adapter.js'
export { adapterContract } from './adapter-contract/contract.js'
export type { ApiFetch, ApiFetch as ConfigApiFetch } from './api-fetch.js'
export { type Clock, createClock } from './clock.js'
export type { ContractCase } from './contract-case.js'
export type { Fault } from './faults.js'
export { createFlagbaseApi, type FlagbaseApi, type FlagbaseApiOptions } from './flagbase/api.js'
export type { FlagbaseFlag, FlagbaseRoute } from './flagbase/types.js'
export type { TestApi } from './gate.js'
// `createConfigApi`, `ConfigApi`, `ConfigApiOptions` and `ConfigApiFetch` are older names, kept as aliases.
export {
  createHarnessApi,
  createHarnessApi as createConfigApi,
  type HarnessApi,
  type HarnessApi as ConfigApi,
  type HarnessApiOptions,
  type HarnessApiOptions as ConfigApiOptions,
  type RejectedMetrics,
} from './harness/api.js'
export type {
  HarnessFlag,
  HarnessKeyValue,
  HarnessMetrics,
  HarnessRoute,
  HarnessSegment,
} from './harness/types.js'
export type { ItemChange } from './item-store.js'
export { createFakeKV, type FakeKV, type FakeKVGetOptions, type FakeKVOptions } from './kv/fake-kv.js'
export { providerContract } from './provider-contract/contract.js'
export type { ProviderUnderTest } from './provider-contract/provider.js'
export type { LoggedRequest } from './request-log.js'
