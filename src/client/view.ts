import type { Decision, Detail, ErrorCode } from '../core/decision.js'
import { type FlagType, ReasonRole } from '../core/format.js'
import type { JsonValue } from '../core/json.js'
import type { Snapshot } from '../core/snapshot.js'
import { Subject } from '../core/subject.js'
import type { Target } from '../core/target.js'
import * as codes from '../events/codes.js'
import { type Log, messageOf } from '../events/log.js'
import type { MetricsBuffer, WaitUntil } from '../metrics/buffer.js'
import type { Flags, SnapshotInfo, SnapshotSource } from './flags.js'

/** What a view is made from: the parts that outlive it, and those of its request. */
export interface ViewParts {
  readonly log: Log
  readonly metrics: MetricsBuffer | undefined
  readonly snapshot: Snapshot | undefined
  readonly source: SnapshotSource
  readonly waitUntil: WaitUntil | undefined
  readonly onFallback: (attribute: string) => void
}

/** One target's view of one snapshot: from the first evaluation to the last, the same revision. */
export class FlagsView implements Flags {
  private readonly subject: Subject | undefined
  private seen = false

  constructor(
    private readonly parts: ViewParts,
    readonly target: Target | undefined,
  ) {
    this.subject = target && new Subject(target, parts.onFallback)
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
    const type = fallback == null ? undefined : (ASKED_FOR[typeof fallback] ?? (typeof fallback as FlagType))
    const { served, detail } = this.decide(key, type)
    return served ? detail : { ...detail, value: fallback }
  }

  flagType(key: string): FlagType | 'flag_not_found' {
    return this.parts.snapshot?.flag(key)?.type ?? 'flag_not_found'
  }

  all(): Record<string, JsonValue> {
    // Without a prototype: a flag may be named `__proto__`, and V8 fills such an object several times faster.
    const values: Record<string, JsonValue> = Object.create(null)
    for (const key of this.parts.snapshot?.keys ?? []) {
      const { served, value } = this.evaluate(key)
      if (served) values[key] = value
    }
    return values
  }

  get snapshot(): SnapshotInfo {
    const { snapshot, source } = this.parts
    const header = snapshot?.header
    return {
      revision: header?.revision,
      age: header && Math.max(0, Math.round((Date.now() - header.createdAt) / 1000)),
      source,
      flags: snapshot?.keys.length ?? 0,
    }
  }

  private value<T>(key: string, type: FlagType, fallback: T): T {
    const { served, value } = this.decide(key, type)
    return served ? (value as T) : fallback
  }

  /** Evaluates, counts and logs. */
  private decide(key: string, type?: FlagType): Decision {
    const { log, metrics, waitUntil } = this.parts
    const decision = this.evaluate(key, type)
    if (log.debugging) codes.evaluated(log, this.target, decision)
    if (!decision.served) {
      codes.fellBack(log, decision)
      return decision
    }
    if (metrics !== undefined) {
      metrics.count(decision, waitUntil)
      if (!this.seen && this.target) metrics.see(this.target, waitUntil)
      this.seen = true
    }
    return decision
  }

  private evaluate(key: string, type?: FlagType): Decision {
    const { snapshot } = this.parts
    try {
      if (snapshot === undefined) return failure(key, snapshot, 'PROVIDER_NOT_READY', 'no snapshot is loaded')
      const flag = snapshot.flag(key)
      if (flag === undefined) return failure(key, snapshot, 'FLAG_NOT_FOUND', 'there is no such flag')
      if (type !== undefined && flag.type !== type) {
        return failure(key, snapshot, 'TYPE_MISMATCH', `the flag is ${flag.type}, not ${type}`)
      }
      const decision = flag.evaluate(this.subject)
      if (decision.served) return decision
      const { variation } = decision.detail
      return variation
        ? failure(key, snapshot, 'PARSE_ERROR', `its variation ${variation} is not a valid ${flag.type}`)
        : failure(key, snapshot, 'GENERAL', 'its variation does not exist')
    } catch (error) {
      // Not known to happen: whatever a damaged snapshot or a strange target can do, the request is served.
      return failure(key, snapshot, 'GENERAL', messageOf(error))
    }
  }
}

const failure = (
  flag: string,
  snapshot: Snapshot | undefined,
  errorCode: ErrorCode,
  errorMessage: string,
): Decision => {
  const role = errorCode === 'FLAG_NOT_FOUND' ? ReasonRole.unknownFlag : ReasonRole.error
  const reason = snapshot ? (snapshot.header.reasons[role] ?? 'error') : 'not_ready'
  return {
    flag,
    served: false,
    value: null,
    text: '',
    detail: { value: null, variation: undefined, reason, errorCode, errorMessage },
  }
}

/** Which type of flag a fallback of each type of JavaScript asks for. */
const ASKED_FOR: Readonly<Record<string, FlagType>> = { number: 'int', object: 'json' }
