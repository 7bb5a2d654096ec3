/** One seed for everything that fast-check generates in a run. A failure prints it; set `SEED` to see it again. */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['SEED']) })
