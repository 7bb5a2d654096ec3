import { growthbook } from '../../peers/growthbook.js'
import { peerApp } from './peer.js'

export default peerApp((env) => growthbook.open(env.DOCUMENT), false)
