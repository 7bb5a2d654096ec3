import { describeShop } from './shop.js'

describeShop('worker')
