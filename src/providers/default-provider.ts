import type { Dialect } from '../core/dialect.js'
import type { Provider } from './contract.js'

/** How options say which provider is meant. */
export interface ProviderOptions {
  readonly provider?: Provider | undefined
  readonly dialect?: Dialect | undefined
}

/** Options that name their provider. */
export type WithProvider<O> = Omit<O, 'provider'> & { readonly provider: Provider }

/**
 * The options with a provider: their own, else one that only evaluates if they bring another dialect, else this default. Entry files
 * call it, so that no file behind them names a vendor.
 */
export const withProvider = <O extends ProviderOptions>(
  options: O,
  makeDefault: () => Provider,
): WithProvider<O> => {
  const { provider, dialect } = options ?? {}
  if (provider) return { ...options, provider }
  const byDefault = makeDefault()
  const isOther = dialect !== undefined && dialect.name !== byDefault.dialect.name
  return { ...options, provider: isOther ? { name: dialect.name, dialect } : byDefault }
}
