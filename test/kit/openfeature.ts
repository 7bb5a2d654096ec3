/** The OpenFeature server SDK: quiet, with a domain for each test, and what its clients receive. */
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk'
import type { CreateFlagsOptions, MetricsBatch } from 'burgee'
import { afterEach, beforeAll, vi } from 'vitest'
import { snapshotServing } from './flags.js'

export const bundled: CreateFlagsOptions = { snapshot: snapshotServing('on'), logLevel: 'silent' }

let domains = 0
export const newDomain = () => `domain-${++domains}`

/** Records the events that a client of this domain receives, in order. */
export const hear = (domain: string) => {
  const heard: string[] = []
  for (const event of Object.values(ProviderEvents)) {
    OpenFeature.getClient(domain).addHandler(event, (details) => {
      const flags = (details as { flagsChanged?: string[] } | undefined)?.flagsChanged
      heard.push(flags ? `${event} ${flags}` : event)
    })
  }
  return heard
}

export const recordingSink = () => {
  const sent: MetricsBatch[] = []
  return { sent, sink: { send: async (batch: MetricsBatch) => void sent.push(batch) } }
}

/** A store that can be broken. */
export const store = (text: string | null = snapshotServing('on')) => {
  const state = { text, down: false }
  const read = async () => {
    if (state.down) throw new Error('the store is down')
    return state.text
  }
  const write = async (written: string) => {
    state.text = written
  }
  return { state, read, write }
}

/** Silences the SDK, and clears its providers after each test. */
export const withSdk = () => {
  beforeAll(() => {
    OpenFeature.setLogger({ error() {}, warn() {}, info() {}, debug() {} })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await OpenFeature.clearProviders()
  })
}
