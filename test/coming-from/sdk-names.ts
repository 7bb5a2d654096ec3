/** What the SDKs call things. The Node SDK's names are read from the package; the others cannot be, and are listed. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'

const dist = dirname(dirname(createRequire(import.meta.url).resolve('@harnessio/ff-nodejs-server-sdk')))

const declarations = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(dist, file), 'utf8'), ts.ScriptTarget.ES2022)

/** The names of what a declaration file declares by this name: an interface's, a class's or an enum's own members. */
const membersOf = (file: string, name: string): string[] => {
  const source = declarations(file)
  const names: string[] = []
  const add = (members: readonly (ts.ClassElement | ts.TypeElement | ts.EnumMember)[]) => {
    for (const member of members) {
      const hidden = ts.canHaveModifiers(member) ? ts.getModifiers(member) : undefined
      if (hidden?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) continue
      if (member.name) names.push(member.name.getText(source))
    }
  }
  const visit = (node: ts.Node): void => {
    const declares =
      ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)
    if (declares && node.name?.text === name) add([...node.members])
    if (ts.isVariableDeclaration(node) && node.name.getText(source) === name && node.type) {
      if (ts.isTypeLiteralNode(node.type)) add(node.type.members)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

/** The named exports of the package. */
const exported = (): string[] =>
  declarations('index.d.ts').statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [],
  )

/** The types of the package, internal ones included. */
const types = (): string[] =>
  declarations('types.d.ts').statements.flatMap((statement) =>
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
      ? [statement.name.text]
      : [],
  )

/** The numbers in the package's table of log codes, from its source map: the code itself is minified. */
const codes = (): string[] => {
  const map = JSON.parse(readFileSync(join(dist, 'cjs/index.js.map'), 'utf8')) as {
    readonly sources: readonly string[]
    readonly sourcesContent: readonly string[]
  }
  const source = map.sourcesContent[map.sources.findIndex((name) => name.endsWith('sdk_codes.ts'))] ?? ''
  return [...source.matchAll(/^ {2}(\d{4}): /gm)].map(([, code = '']) => code)
}

export const nodeSdk = {
  codes: codes(),
  options: membersOf('types.d.ts', 'Options'),
  events: membersOf('client.d.ts', 'Event').map((member) => `Event.${member}`),
  methods: membersOf('client.d.ts', 'Client'),
  singleton: membersOf('index.d.ts', '_default').map((member) => `default.${member}`),
  exports: exported(),
  types: types(),
} as const

const words = (text: string): string[] => text.trim().split(/\s+/)

/** Harness, Python: calls, options, types, and what is internal but public by name. */
export const pythonSdk = words(`
  CfClient wait_for_initialization timeout_delay SDKInitTimeoutException is_initialized
  bool_variation string_variation int_variation number_variation int_or_float_variation json_variation
  get_flag_type get_environment_id authenticate run make_client close __enter__ __exit__
  Target to_dict from_dict get_attr_value log log.setLevel
  MissingOrEmptyAPIKeyException FlagKindMismatchException RetrievalError UnrecoverableRequestException
  Config base_url with_base_url events_url with_events_url pull_interval persist_interval events_sync_interval
  cache LRUCache Cache store Store enable_stream with_stream_enabled enable_analytics with_analytics_enabled
  with_max_auth_retries config.max_auth_retries with_tls_trusted_cas_file config.tls_trusted_cas_file
  with_httpx_args config.httpx_args default_config
  FeatureFlagType BOOLEAN INT_OR_FLOAT STRING JSON FLAG_NOT_FOUND
  1003 1006 4002 5005 7005 7006 8005 8006 8007 8008 8009 8010 8011 8012
  1004 1005 8000 8004
`)

/** Harness, Node: what no declaration of the package names. */
export const nodeSdkBesides = words(`
  SDK_INFO ConsoleLog persistInterval FeatureConfigKindEnum FeatureState
  StreamEvent stream_ready stream_connected stream_retrying stream_disconnected stream_changed stream_error
  PollerEvent poller_ready poller_error MetricEvent metrics_ready metrics_error
  RepositoryEvent flag_stored flag_deleted segment_stored segment_deleted
  segmentMatch in equal equal_sensitive gt starts_with ends_with contains match
  FFMETRICS featureIdentifier featureName variationIdentifier variationValue target SDK_TYPE SDK_LANGUAGE
  SDK_VERSION trace debug info warn error set get delete del keys
`)

/** Flagbase: the Python server SDK. */
export const flagbaseSdk = words(`
  FlagbaseClient Config Mode EventType Identity __version__
  variation on off clear destroy init ListenerFn .config .context .events .transport .evaluation
  get_raw_flags get_flags get_flag exists add_flag remove_flag clear_flags Store
  server_key mode Mode.POLLING Mode.HYBRID Mode.STREAMING polling_service_url polling_interval_ms log_events
  get_server_key get_mode get_polling_service_url get_polling_interval_ms get_log_events
  identifier traits
  CLIENT_READY NETWORK_FETCH NETWORK_FETCH_FULL NETWORK_FETCH_CACHED NETWORK_FETCH_ERROR EVALUATION
  LOG_CRITICAL LOG_ERROR LOG_WARNING LOG_INFO LOG_DEBUG DEBUG FlagKey Reason VariationKey
  targeted targeted_weighted fallthrough fallthrough_weighted missing_flag_key_in_store evaluation_error
  FALLTHROUGH FALLTHROUGH_WEIGHTED TARGETED TARGETED_WEIGHTED DEFAULT_FALLTHROUGH
  InvalidFlagDataException InvalidIdentityDataException UnsupportedOperatorException ValueError
  useFallthrough regex equal contains greater_than greater_than_or_equal x-sdk-key ETag initial
`)

/** Flagbase: the browser's SDKs. */
export const flagbaseBrowserSdks = words(`
  Client variation getIdentifier setIdentifier getAllTraits getTrait setTrait getAllFlags getInternalData
  consecutiveCachedRequests consecutiveFailedRequests flagsetChanges on off clear destroy
  mode pollingServiceUrl pollingIntervalMs
  client_ready flag_change context_change network_fetch network_fetch_full network_fetch_cached
  network_fetch_error debug REASONS
  Context Mode DEFAULT_CONFIG DEFAULT_IDENTITY DEFAULT_INTERNAL_DATA Events
  FlagbaseProvider useFeatureFlag useFlagbaseClient
`)
