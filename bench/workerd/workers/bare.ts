/** The app without flags, to which the others are compared. Its response is as long as theirs. */
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (c) => c.text('0000000000'))
export default app
