/** Visitors have names: each is remembered, and sent with the metrics. */
import { burgeeApp } from './burgee.js'

export default burgeeApp({ target: { cookie: 'user_id' } })
