import { burgeeApp } from './burgee.js'
import { knownVisitorOf } from './visitor.js'

// As anonymous as those of the default, so that no targets are sent either.
export default burgeeApp({ target: (c) => ({ ...knownVisitorOf(c.req.raw), anonymous: true }) })
