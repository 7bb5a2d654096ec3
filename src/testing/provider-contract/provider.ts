import type { Provider } from '../../providers/contract.js'

/** A provider, as {@link providerContract} tests it. */
export interface ProviderUnderTest {
  /** Makes the provider. Called anew in each case. */
  createProvider(): Provider
  /** The bindings that it needs to reach its API. */
  readonly env: object
  /** The bindings without its key. Default: none, for a provider that needs no key. */
  readonly envWithoutKey?: object | undefined
  /**
   * Plays the API: it takes the place of `fetch`. It must answer with at least one flag, and with other flags each
   * time that `change` has been called.
   */
  respond(request: Request): Response | Promise<Response>
  /** Changes the flags that the API answers with. */
  change(): void
  /** True for a request that asks for flags, and not for a token, for example. Default: true for all. */
  asksForFlags?(request: Request): boolean
  /** What must never be logged: the key, tokens. Default: none. */
  readonly secrets?: readonly string[]
}
