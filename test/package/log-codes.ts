/** Writes docs/log-codes.md: `npm run docs:codes`. */
import { writeFileSync } from 'node:fs'
import { LOG_CODES_PAGE, logCodes, logCodesPage } from '../kit/log-codes.js'

writeFileSync(LOG_CODES_PAGE, logCodesPage(logCodes()))
