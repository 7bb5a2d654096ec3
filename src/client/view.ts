import type { Decision, Detail } from '../core/decision.js'
import { evaluateAll, evaluateFlag, typeAskedFor } from '../core/evaluate.js'
import type { FlagType } from '../core/format.js'
import type { JsonValue } from '../core/json.js'
import type { Snapshot } from '../core/snapshot.js'
import { Subject } from '../core/subject.js'
import type { Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import type { Log } from '../events/log.js'
import type { MetricsBuffer } from '../metrics/buffer.js'
import type { WaitUntil } from '../metrics/wait-until.js'
import type { MakeTarget } from '../visitor/recipe.js'
import type { Flags, SnapshotInfo, SnapshotSource } from './flags.js'

/** The parts that a view is made from: those that outlive it, and those of its request. */
export interface ViewParts {
  readonly log: Log
  readonly metrics: MetricsBuffer | undefined
  readonly snapshot: Snapshot | undefined
  readonly source: SnapshotSource
  readonly waitUntil: WaitUntil | undefined
  readonly onFallback: (attribute: string) => void
}

/** One target's view of one snapshot, from its first evaluation to its last. */
export class FlagsView implements Flags {
  readonly subject: Subject | undefined
  private seen = false
  private whole: Target | undefined

  /** @param given the target, or what makes it: then only the attributes that are needed are read */
  constructor(
    readonly parts: ViewParts,
    private readonly given: Target | MakeTarget | undefined,
  ) {
    const target = typeof given === 'function' ? given(parts.snapshot?.header.attributes) : given
    this.subject = target && new Subject(target, parts.onFallback)
  }

  /** The target with all of its attributes. On the prototype: an own getter would give each view a hidden class. */
  get target(): Target | undefined {
    const { given } = this
    if (typeof given !== 'function') return given
    this.whole ??= given()
    return this.whole
  }

  boolVariation(key: string, fallback: boolean): boolean {
    return this.value(key, 'boolean', fallback)
  }

  stringVariation(key: string, fallback: string): string {
    return this.value(key, 'string', fallback)
  }

  numberVariation(key: string, fallback: number): number {
    return this.value(key, 'int', fallback)
  }

  jsonVariation<T>(key: string, fallback: T): T {
    return this.value(key, 'json', fallback)
  }

  variation(key: string, fallback: string): string {
    return this.decide(key).detail.variation ?? fallback
  }

  detail(key: string, fallback: null | undefined): Detail<unknown>
  detail<T>(key: string, fallback: T): Detail<T>
  detail(key: string, fallback: unknown): Detail<unknown> {
    const { served, detail } = this.decide(key, typeAskedFor(fallback))
    return served ? detail : { ...detail, value: fallback }
  }

  flagType(key: string): FlagType | 'flag_not_found' {
    return this.parts.snapshot?.flag(key)?.type ?? 'flag_not_found'
  }

  all(): Record<string, JsonValue> {
    return evaluateAll(this.parts.snapshot, this.subject)
  }

  get snapshot(): SnapshotInfo {
    const { snapshot, source } = this.parts
    const header = snapshot?.header
    return {
      revision: header?.revision,
      age: header && Math.max(0, Math.round((Date.now() - header.createdAt) / 1000)),
      source,
      flags: header?.flags ?? 0,
    }
  }

  private value<T>(key: string, type: FlagType, fallback: T): T {
    const { served, value } = this.decide(key, type)
    return served ? (value as T) : fallback
  }

  /** Evaluates, counts and logs. */
  private decide(key: string, type?: FlagType): Decision {
    const { log, metrics, snapshot, waitUntil } = this.parts
    const decision = evaluateFlag(snapshot, key, this.subject, type)
    if (log.debugging()) codes.evaluated(log, this.target, decision)
    if (!decision.served) {
      codes.fellBack(log, decision)
      return decision
    }
    if (metrics !== undefined) {
      metrics.count(decision, waitUntil)
      metrics.observe?.(decision, this.target)
      if (!this.seen) this.see(metrics)
    }
    return decision
  }

  /** Apart, because a closure in `decide` would have every evaluation allocate its context. */
  private see(metrics: MetricsBuffer): void {
    this.seen = true
    if (this.subject) metrics.see(this.subject.target, this.parts.waitUntil, () => this.target)
  }
}

/** The view behind flags that this package made. @throws TypeError for others */
export const viewOf = (flags: Flags): FlagsView => {
  if (flags instanceof FlagsView) return flags
  throw new TypeError('flags must come from createFlags or a middleware')
}
