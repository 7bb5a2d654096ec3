import {
  AsyncLocalStorageTransactionContextPropagator,
  type Client,
  type EvaluationContext,
  type EvaluationDetails,
  type FlagValue,
  type Hook,
  OpenFeature,
} from '@openfeature/server-sdk'
import { type CreateFlagsOptions, createEvents, type Target } from 'burgee'
import { harness } from 'burgee/harness'
import { memory } from 'burgee/memory'
import { type BurgeeProvider, burgeeProvider } from 'burgee/openfeature'
import { onTestFinished } from 'vitest'
import { scenarioSnapshot } from './flags.js'

/** The kind of a flag, in the words of the scenarios. */
export type FlagKind = 'boolean' | 'string' | 'integer' | 'float' | 'object'

/** One call of a hook. */
export interface HookCall {
  readonly hook: string
  readonly stage: 'before' | 'after' | 'error' | 'finally'
  readonly details: EvaluationDetails<FlagValue> | undefined
}

/** What the steps of one scenario share: a client with its own domain, and the results of its calls. */
export class World {
  private static worlds = 0
  readonly domain = `scenario-${++World.worlds}`
  readonly client: Client = OpenFeature.getClient(this.domain)
  readonly store = memory()
  /** The error of the store's reads; undefined if they work. */
  broken: Error | undefined
  provider: BurgeeProvider | undefined
  kind: FlagKind = 'string'
  key = ''
  fallback: FlagValue = ''
  context: EvaluationContext = {}
  transaction: EvaluationContext = {}
  readonly hookCalls: HookCall[] = []
  evaluationHooks: Hook[] = []
  details: EvaluationDetails<FlagValue> | undefined
  remembered: unknown
  /** The target that Burgee evaluated last. */
  target: Target | undefined
  readonly events: { readonly type: string; readonly flagsChanged: readonly string[] }[] = []

  /** Registers a provider; `settled` waits until it is ready, or has failed. */
  async register(options: CreateFlagsOptions, settled = true): Promise<void> {
    const events = createEvents()
    events.on('evaluation', (_, { target }) => {
      this.target = target
    })
    this.provider = burgeeProvider({ events, logLevel: 'silent', ...options }, { readyTimeout: 2 })
    const { handle } = this.provider
    onTestFinished(() => handle.close())
    if (settled) await OpenFeature.setProviderAndWait(this.domain, this.provider).catch(() => {})
    else OpenFeature.setProvider(this.domain, this.provider)
  }

  /** Registers a provider with flags in a store, which later steps may change and break. */
  async registerStable(): Promise<void> {
    await this.store.write(scenarioSnapshot())
    const read = async () => {
      if (this.broken) throw this.broken
      return this.store.read()
    }
    await this.register({ store: { read, write: this.store.write } })
  }

  async registerAs(status: string): Promise<void> {
    switch (status) {
      case 'stable':
        return this.registerStable()
      case 'not ready': {
        let end = () => {}
        const read = () =>
          new Promise<null>((resolve) => {
            end = () => resolve(null)
          })
        onTestFinished(() => end())
        return this.register({ store: { read, write: async () => {} } }, false)
      }
      case 'error':
      case 'unavailable':
        return this.register({
          store: { read: () => Promise.reject(new Error('down')), write: async () => {} },
        })
      case 'fatal':
        return this.register({ provider: harness(), env: {} }) // without a key, which only a person can correct
      case 'stale':
        await this.registerStable()
        return this.lose()
      default:
        throw new Error(`no provider is ${status}`)
    }
  }

  remember(what: unknown): void {
    this.remembered = what
  }

  async lose(): Promise<void> {
    this.broken = new Error('the store is down')
    await this.provider?.handle.refresh()
  }

  async restore(): Promise<void> {
    this.broken = undefined
    await this.provider?.handle.refresh()
  }

  async evaluate(): Promise<EvaluationDetails<FlagValue>> {
    const { client, kind, key, fallback, context } = this
    const options = { hooks: this.evaluationHooks }
    const call = (): Promise<EvaluationDetails<FlagValue>> => {
      if (kind === 'boolean') return client.getBooleanDetails(key, fallback as boolean, context, options)
      if (kind === 'string') return client.getStringDetails(key, fallback as string, context, options)
      if (kind === 'object') return client.getObjectDetails(key, fallback, context, options)
      return client.getNumberDetails(key, fallback as number, context, options)
    }
    OpenFeature.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator())
    this.details = await new Promise<EvaluationDetails<FlagValue>>((resolve, reject) => {
      OpenFeature.setTransactionContext(this.transaction, () => void call().then(resolve, reject))
    })
    return this.details
  }

  /** A hook that records its calls. */
  hook(name: string): Hook {
    const called = (stage: HookCall['stage'], details?: EvaluationDetails<FlagValue>) =>
      void this.hookCalls.push({ hook: name, stage, details })
    return {
      before: () => called('before'),
      after: (_, details) => called('after', details),
      error: () => called('error'),
      finally: (_, details) => called('finally', details),
    }
  }

  /** Adds an entry at one level of the contexts, listed here with increasing precedence. */
  addToLevel(level: string, entry: EvaluationContext): void {
    if (level === 'API') OpenFeature.setContext({ ...OpenFeature.getContext(), ...entry })
    else if (level === 'Transaction') Object.assign(this.transaction, entry)
    else if (level === 'Client') this.client.setContext({ ...this.client.getContext(), ...entry })
    else if (level === 'Invocation') Object.assign(this.context, entry)
    else if (level === 'Before Hooks') this.client.addHooks({ before: () => entry })
    else throw new Error(`no context is added at the level ${level}`)
  }
}
