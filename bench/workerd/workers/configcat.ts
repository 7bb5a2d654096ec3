import { configcat } from '../../peers/configcat.js'
import { peerApp } from './peer.js'

export default peerApp((env) => configcat.open(env.DOCUMENT), false)
