import { Hono } from 'hono'

const app = new Hono()
app.use((_, next) => next())
app.get('/', (c) => c.text('0000000000'))
export default app
