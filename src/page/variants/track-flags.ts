import type { Flags } from '../../client/flags.js'
import type { Detail } from '../../core/decision.js'

/** A flag that was read, and what it served. */
export interface UsedFlag {
  readonly flag: string
  /** Undefined if the fallback was returned, or if `all()` read the flag. */
  readonly variation: string | undefined
  /** Undefined if the fallback was returned. */
  readonly value: unknown
}

/** Flags that record which of them were read. */
export interface TrackedFlags extends Flags {
  /** The flags read so far, each once, in the order in which they were first read. After `all()`: every flag. */
  used(): readonly UsedFlag[]
}

/**
 * Wraps flags so that they record which of them are read. They are evaluated and counted as before. In Hono, the
 * middleware `usedFlags()` does this.
 *
 * @example
 * const flags = trackFlags(handle.forTarget(target))
 * flags.boolVariation('dark-mode', false)
 * flags.used() // [{ flag: 'dark-mode', variation: 'on', value: true }]
 */
export const trackFlags = (flags: Flags): TrackedFlags => new Tracker(flags)

class Tracker implements TrackedFlags {
  private readonly read = new Map<string, UsedFlag>()

  constructor(private readonly flags: Flags) {}

  boolVariation(key: string, fallback: boolean): boolean {
    return this.value(key, fallback, false)
  }

  stringVariation(key: string, fallback: string): string {
    return this.value(key, fallback, '')
  }

  numberVariation(key: string, fallback: number): number {
    return this.value(key, fallback, 0)
  }

  jsonVariation<T>(key: string, fallback: T): T {
    return this.value<T>(key, fallback, {})
  }

  variation(key: string, fallback: string): string {
    return this.detail(key, null).variation ?? fallback
  }

  detail(key: string, fallback: null | undefined): Detail<unknown>
  detail<T>(key: string, fallback: T): Detail<T>
  detail(key: string, fallback: unknown): Detail<unknown> {
    const detail = this.flags.detail(key, fallback)
    this.record({ flag: key, variation: detail.variation, value: servedOr(detail, undefined) })
    return detail
  }

  flagType(key: string): ReturnType<Flags['flagType']> {
    return this.flags.flagType(key)
  }

  all(): ReturnType<Flags['all']> {
    const values = this.flags.all()
    for (const [flag, value] of Object.entries(values)) this.record({ flag, variation: undefined, value })
    return values
  }

  used(): readonly UsedFlag[] {
    return [...this.read.values()]
  }

  get target(): Flags['target'] {
    return this.flags.target
  }

  get snapshot(): Flags['snapshot'] {
    return this.flags.snapshot
  }

  /** What a flag served stays recorded, even if another reading asked for the wrong type and fell back. */
  private record(used: UsedFlag): void {
    if (used.variation || this.read.get(used.flag)?.value === undefined) this.read.set(used.flag, used)
  }

  /** @param like a value of the type asked for. The fallback itself may be of any type */
  private value<T>(key: string, fallback: T, like: unknown): T {
    return servedOr(this.detail(key, like), fallback) as T
  }
}

const servedOr = ({ errorCode, value }: Detail<unknown>, fallback: unknown): unknown =>
  errorCode === undefined ? value : fallback
