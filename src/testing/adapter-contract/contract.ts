import type { ContractCase } from '../contract-case.js'
import type { AdapterUnderTest } from './adapter.js'
import { cachingCases, cookieCases } from './cookie-cases.js'
import { bindingCases, failureCases } from './failure-cases.js'
import { visitorCases } from './visitor-cases.js'

/**
 * The contract of an adapter: cases about cookies, caching, visitors, missing bindings, broken stores and bad options.
 * Burgee's own adapters run it too. It needs no test runner: each case throws if it does not hold.
 *
 * @param adapter makes apps with your adapter
 *
 * @example
 * // with Vitest
 * const contract = adapterContract({
 *   createApp: (options, respond) => {
 *     const fetch = fetchWithFlags((_request, _env, _ctx, flags) => respond(flags), options)
 *     return (request, env, waitUntil) => fetch(request, env, { waitUntil } as never)
 *   },
 * })
 * for (const { name, run } of contract) it(name, run)
 */
export const adapterContract = (adapter: AdapterUnderTest): readonly ContractCase[] => [
  ...cookieCases(adapter),
  ...cachingCases(adapter),
  ...visitorCases(adapter),
  ...failureCases(adapter),
  ...(adapter.takesBindings === false ? [] : bindingCases(adapter)),
]
