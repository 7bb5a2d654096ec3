/** Test files share one workerd, so each file starts with an empty KV. */
import { beforeAll } from 'vitest'
import { bindings } from '../workerd.js'

beforeAll(async () => {
  const { keys } = await bindings.FLAGS.list()
  await Promise.all(keys.map(({ name }) => bindings.FLAGS.delete(name)))
})
