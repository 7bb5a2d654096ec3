import app from './burgee.js'
import { counted } from './counted.js'

export default counted(app)
