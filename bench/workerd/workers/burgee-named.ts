/** Visitors have names, so Burgee remembers each of them and sends it with the metrics. */
import { burgeeApp } from './burgee.js'

export default burgeeApp({ target: { cookie: 'user_id' } })
