import type { ContractCase } from '../contract-case.js'
import { evaluationCases } from './evaluation-cases.js'
import type { ProviderUnderTest } from './provider.js'
import { answerCases, failureCases } from './source-cases.js'

/**
 * The contract of a provider: cases about answers, fingerprints, failures, time limits, secrets and evaluation.
 * Burgee's own providers run it too. It needs no test runner: each case rejects if it does not hold. Cases replace
 * `globalThis.fetch` while they run, so run them one after the other.
 *
 * @param provider makes the provider, and plays its API
 *
 * @example
 * // with Vitest
 * const contract = providerContract({
 *   createProvider: () => acme(),
 *   env: { ACME_URL: 'https://flags.test/flags.json' },
 *   respond: () => Response.json(flags),
 *   change: () => void (flags['new-flag'] = true),
 * })
 * for (const { name, run } of contract) it(name, run)
 */
export const providerContract = (provider: ProviderUnderTest): readonly ContractCase[] => [
  ...answerCases(provider),
  ...failureCases(provider),
  ...evaluationCases(provider),
]
