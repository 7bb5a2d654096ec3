/** Only reads a KV entry, once or more often. Shows how much of a request is KV itself. */
import { Hono } from 'hono'

interface Bindings {
  readonly FLAGS: { get(key: string): Promise<string | null> }
  readonly KEY: string
  readonly TIMES: string
}

const app = new Hono<{ Bindings: Bindings }>()
app.get('/', async (c) => {
  const { FLAGS, KEY, TIMES } = c.env
  for (let time = 0; time < Number(TIMES); time++) {
    if ((await FLAGS.get(KEY)) === null) throw new Error(`KV has no ${KEY}`)
  }
  return c.text('0000000000')
})
export default app
