/** The app without flags: what the others are compared with. Its answer is as long as theirs. */
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (c) => c.text('0000000000'))
export default app
