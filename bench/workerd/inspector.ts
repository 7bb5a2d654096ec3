/** Measures the heap of a worker through workerd's inspector. */
import { fetch } from 'miniflare'

export interface Inspector {
  /** Bytes in use after a full garbage collection. */
  heap(): Promise<number>
  close(): void
}

export const connectInspector = async (port: number, name: string): Promise<Inspector> => {
  const { webSocket } = await fetch(`http://127.0.0.1:${port}/core:user:${name}`, {
    headers: { upgrade: 'websocket' },
  })
  if (!webSocket) throw new Error(`workerd has no inspector at port ${port}`)
  const waiting = new Map<number, (result: unknown) => void>()
  let last = 0
  webSocket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data))
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  webSocket.accept()
  const call = (method: string) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve)
      webSocket.send(JSON.stringify({ id: last, method }))
    })
  await call('HeapProfiler.enable')
  return {
    async heap() {
      // A heap snapshot begins with a full collection. workerd ignores HeapProfiler.collectGarbage.
      await call('HeapProfiler.takeHeapSnapshot')
      const { usedSize } = (await call('Runtime.getHeapUsage')) as { usedSize: number }
      return usedSize
    },
    close: () => webSocket.close(),
  }
}
