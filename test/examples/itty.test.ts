import { describeShop } from './shop.js'

describeShop('itty')
