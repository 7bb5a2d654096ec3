import type { MetricsSink } from '../metrics/contract.js'

/**
 * A sink that ends when its time is over, whatever the one within does: a handle waits for it when it polls and
 * when it is closed, while a request's `waitUntil` ends by itself.
 */
export const patientSink = (sink: MetricsSink): MetricsSink => ({
  async send(batch, signal) {
    const late = new Promise<never>((_, reject) => {
      const abort = () => reject(new Error('the time for this flush ran out'))
      if (signal.aborted) abort()
      signal.addEventListener('abort', abort, { once: true })
    })
    const sent = (async () => sink.send(batch, signal))() // one that throws at once rejects like any other
    return Promise.race([sent, late])
  },
})
