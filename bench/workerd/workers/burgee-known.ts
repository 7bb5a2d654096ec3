import { burgeeApp } from './burgee.js'
import { knownVisitorOf } from './visitor.js'

// Anonymous as with the default target, so that targets are not sent with the metrics here either.
export default burgeeApp({ target: (c) => ({ ...knownVisitorOf(c.req.raw), anonymous: true }) })
