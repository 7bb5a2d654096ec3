/**
 * One SDK in a new process: from the text of its document to the fifth value. The modules are loaded before the clock
 * starts, as an isolate loads them before its first request. Prints JSON.
 */
import { readFileSync } from 'node:fs'
import type { Peer } from '../peers/contract.js'
import { targetOf } from '../project.js'

/** Only one of them is loaded, because the code of the others would take heap. */
const MODULES: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  burgee: () => import('../peers/burgee.js'),
  configcat: () => import('../peers/configcat.js'),
  flagd: () => import('../peers/flagd.js'),
  growthbook: () => import('../peers/growthbook.js'),
  harness: () => import('../peers/harness.js'),
  launchdarkly: () => import('../peers/launchdarkly.js'),
  statsig: () => import('../peers/statsig.js'),
  unleash: () => import('../peers/unleash.js'),
}

const [module = '', name = '', file = '', asked = '[]'] = process.argv.slice(2)
const questions = JSON.parse(asked) as { key: string; expected: boolean }[]
const text = readFileSync(file, 'utf8')
const target = targetOf('user-1')

const megabytes = () => process.memoryUsage().heapUsed / 1e6
const milliseconds = (since: bigint) => Number(process.hrtime.bigint() - since) / 1e6

const measure = async (work: (begun: bigint) => Promise<{ kept: unknown; first?: number }>) => {
  globalThis.gc?.()
  const before = megabytes()
  const begun = process.hrtime.bigint()
  const { kept, first } = await work(begun)
  const five = milliseconds(begun)
  const heap = megabytes() - before
  globalThis.gc?.()
  console.log(JSON.stringify({ first, five, heap, kept: megabytes() - before }))
  return kept
}

const ask = (peer: Peer) => async (begun: bigint) => {
  const session = await peer.open(text)
  let first: number | undefined
  for (const { key, expected } of questions) {
    const value = await session.bool(session.context(target), key, !expected)
    first ??= milliseconds(begun)
    if (value !== expected) throw new Error(`${peer.name}: ${key} serves ${value}`)
  }
  return { kept: session, ...(first !== undefined && { first }) }
}

const parse = async () => ({ kept: JSON.parse(text) as unknown })

const exports = (await MODULES[module]?.()) ?? {}
const peer = Object.values(exports).find((one): one is Peer => (one as Partial<Peer>).name === name)
if (name === 'Harness Node SDK') await (exports['prepareHarness'] as () => Promise<void>)()
const kept = await measure(peer === undefined ? parse : ask(peer))
process.exit(kept === undefined ? 1 : 0)
