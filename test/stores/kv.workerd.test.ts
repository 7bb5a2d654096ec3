/** The stores that run on Workers, in workerd: real KV, and unstorage. */
import { kv } from 'burgee/kv'
import { memory } from 'burgee/memory'
import { unstorage } from 'burgee/unstorage'
import { createStorage } from 'unstorage'
import cloudflareKVDriver from 'unstorage/drivers/cloudflare-kv-binding'
import { describe } from 'vitest'
import { bindings } from '../kit/workerd.js'
import { itKeepsTheContract, type Open } from './contract.js'

let places = 0
/** KV is one for the whole file. */
const newKey = () => {
  places++
  return `place:${places}`
}

const stores: readonly [string, () => Open][] = [
  [
    'kv',
    () => {
      const key = newKey()
      return () => kv(bindings.FLAGS, { key })
    },
  ],
  [
    'memory',
    () => {
      const one = memory()
      return () => one
    },
  ],
  [
    'unstorage over the driver memory',
    () => {
      const storage = createStorage()
      return () => unstorage(storage)
    },
  ],
  [
    'unstorage over the driver cloudflare-kv-binding',
    () => {
      const key = newKey()
      const driver = cloudflareKVDriver({ binding: bindings.FLAGS })
      return () => unstorage(createStorage({ driver }), { key })
    },
  ],
]

describe.each(stores)('in workerd, the store %s', (_, place) => itKeepsTheContract(place))
