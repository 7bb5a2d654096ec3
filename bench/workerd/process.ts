/** What a process has used, seen from outside, because a worker's own clock stands still while it runs. Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** Nanoseconds of CPU of all threads. The kernel's own count is exact. utime and stime have steps of 10 ms. */
export const cpuOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce(
    (sum, thread) =>
      sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    0,
  )

/** Bytes of resident memory. */
export const residentOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

export const childrenOf = (parent: number, name: string): readonly number[] =>
  readdirSync('/proc').flatMap((entry) => {
    try {
      const [, command, , ppid] =
        /^\d+ \((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? []
      return command === name && Number(ppid) === parent ? [Number(entry)] : []
    } catch {
      return [] // not a process, or one that just ended
    }
  })
