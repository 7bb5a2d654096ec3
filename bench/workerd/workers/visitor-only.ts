/** No flags: only reads the visitor and the place from the request. */
import { Hono } from 'hono'
import type { Target } from '../../project.js'
import { visitorOf } from './visitor.js'

const app = new Hono<{ Variables: { target: Target } }>()
app.use((c, next) => {
  c.set('target', visitorOf(c.req.raw))
  return next()
})
app.get('/', (c) => c.text(c.get('target').attributes['colo'] === 'ARN' ? '0000000000' : 'somewhere else'))
export default app
