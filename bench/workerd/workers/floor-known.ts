import { floorApp } from './floor.js'
import { knownVisitorOf } from './visitor.js'

export default floorApp(knownVisitorOf)
