import { counted } from './counted.js'
import app from './launchdarkly.js'

export default counted(app)
