/**
 * What a provider of your own is made from: docs/providers.md shows a whole one.
 *
 * @module
 */
export { type Compiled, type CompileOptions, compile } from '../compile/compile.js'
export type {
  ClauseWriters,
  DialectWriter,
  WriteClause,
  WriteContext,
  WriteServe,
} from '../compile/dialect.js'
export type {
  ClauseDraft,
  CustomServeDraft,
  FlagDraft,
  RolloutDraft,
  SegmentDraft,
  ServeDraft,
  SnapshotDraft,
  StepDraft,
  VariationDraft,
} from '../compile/draft.js'
export { type Issue, IssueList } from '../compile/issue.js'
export type { Decision } from '../core/decision.js'
export type {
  ClauseReaders,
  Dialect,
  ReadClause,
  ReadContext,
  ReadServe,
  Segment,
  Test,
} from '../core/dialect.js'
export { fingerprint } from '../core/fingerprint.js'
export type {
  Clause,
  CustomServe,
  FlagType,
  StandardReason,
  StringList,
  VariationIndex,
} from '../core/format.js'
export type { JsonValue } from '../core/json.js'
export { murmur3 } from '../core/murmur3.js'
export type { Bucketing, Subject } from '../core/subject.js'
export type { Target } from '../core/target.js'
export type { Log } from '../events/log.js'
export type { EvaluationCount, MetricsBatch, MetricsSink } from '../metrics/contract.js'
export { type PatternProgram, patternMatcher } from '../pattern/match.js'
export { compilePattern } from '../pattern/parse.js'
export { readSetting, readUrl } from './bindings.js'
export {
  type Answer,
  type CompiledAnswer,
  type FetchContext,
  type Provider,
  type Source,
  SourceError,
  type SourceFailure,
} from './contract.js'
export { fetchText, type HttpAnswer, type HttpRequest } from './http.js'
export { HttpError } from './http-error.js'
export { type RetryOptions, retry } from './retry.js'
export { toSourceError } from './source-error.js'
export { type ItemRules, validateAll } from './validate.js'
