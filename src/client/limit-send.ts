import type { MetricsSink } from '../metrics/contract.js'
import { unlessAborted } from '../time/wait.js'

/**
 * A sink whose `send` ends when its time is over, even if the given sink does not. A handle waits for it when it
 * polls and when it is closed. A request does not: its `waitUntil` ends by itself.
 */
export const limitSend = (sink: MetricsSink): MetricsSink => ({
  send(batch, signal) {
    const sent = (async () => sink.send(batch, signal))() // a sink that throws rejects like any other
    return unlessAborted(sent, signal, 'the time for this flush ran out')
  },
  ...(sink.observe && { observe: (decision, target) => sink.observe?.(decision, target) }),
})
