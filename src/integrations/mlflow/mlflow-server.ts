/** Which MLflow server is meant, and how it is asked: from settings, else from the variables that MLflow's own client reads. */
import { LeewayError } from '../../core/errors.ts'
import { redact } from '../../core/redact.ts'

export type MlflowAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }

export type RegistryKind = 'workspace' | 'unity_catalog'

export interface MlflowServer {
  /** Without user name, password, query and a slash at the end. */
  readonly address: string
  readonly auth: MlflowAuth
  readonly databricks: boolean
  /** Null: by the model's name. */
  readonly registry: RegistryKind | null
}

/** Plain texts; what is not given is taken from the environment. */
export interface MlflowServerSettings {
  readonly trackingUri?: string | undefined
  readonly token?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly registry?: RegistryKind | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * @throws LeewayError USAGE where no server is named, or what is named is not reached over HTTP; CONFIG_SECRET where DATABRICKS_HOST is
 *   needed and not set
 */
export function resolveServer(settings: MlflowServerSettings, env: Environment): MlflowServer {
  const uri = (settings.trackingUri ?? env['MLFLOW_TRACKING_URI'] ?? '').trim()
  if (uri === '')
    throw new LeewayError('USAGE', 'no MLflow tracking server is named', {
      mend: 'set MLFLOW_TRACKING_URI, or `tracking_uri` under `mlflow` of the monitor',
    })
  const byName = /^databricks(-uc)?(:\/\/.*)?$/.exec(uri)
  const url = byName ? databricksUrl(uri, env) : httpUrl(uri)
  const databricks = byName !== null || isDatabricksHost(url, env)
  const registryUri = env['MLFLOW_REGISTRY_URI']?.startsWith('databricks-uc') ? 'unity_catalog' : null
  return {
    address: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    auth: authOf(settings, url, env, databricks),
    databricks,
    registry: settings.registry ?? (byName?.[1] ? 'unity_catalog' : registryUri),
  }
}

/** Values of the server's that must never be printed. */
export function secretsOf({ auth }: MlflowServer): readonly string[] {
  if (auth.kind === 'none') return []
  return auth.kind === 'bearer' ? [auth.token] : [auth.password, basicValue(auth)]
}

export const withoutSecrets = (server: MlflowServer, text: string): string => redact(text, secretsOf(server))

/** The value of the header, or null where the server asks for none. */
export function authorization({ auth }: MlflowServer): string | null {
  if (auth.kind === 'none') return null
  return auth.kind === 'bearer' ? `Bearer ${auth.token}` : `Basic ${basicValue(auth)}`
}

const basicValue = ({ username, password }: { readonly username: string; readonly password: string }): string =>
  Buffer.from(`${username}:${password}`, 'utf8').toString('base64')

/** Where a person looks at a run. */
export const runUrl = ({ address, databricks }: MlflowServer, experimentId: string, runId: string): string =>
  `${address}${databricks ? '/ml' : '/#'}/experiments/${encodeURIComponent(experimentId)}/runs/${encodeURIComponent(runId)}`

function databricksUrl(uri: string, env: Environment): URL {
  const host = (env['DATABRICKS_HOST'] ?? '').trim()
  if (host === '')
    throw new LeewayError('CONFIG_SECRET', `the tracking server "${uri}" needs DATABRICKS_HOST, which is not set`, {
      mend: 'export DATABRICKS_HOST=https://… and DATABRICKS_TOKEN=… (profiles of .databrickscfg are not read), or name the address of the workspace',
    })
  return httpUrl(/^https?:\/\//i.test(host) ? host : `https://${host}`)
}

function httpUrl(uri: string): URL {
  if (/^https?:\/\//i.test(uri)) {
    try {
      return new URL(uri)
    } catch {
      // Told below, without the text: it may hold a password.
      throw new LeewayError('USAGE', 'the address of the MLflow tracking server is no address', {
        mend: 'write it as http://host:5000 or https://host',
      })
    }
  }
  throw new LeewayError('USAGE', `"${uri.replace(/\/\/[^/@]*@/, '//')}" is not the address of an MLflow tracking server`, {
    mend: 'leeway speaks to MLflow over HTTP: name http://… or https://…, or `databricks`; for files and databases start one with `mlflow server --backend-store-uri …`',
  })
}

const DATABRICKS_HOSTS =
  /\.(cloud\.databricks\.com|azuredatabricks\.net|gcp\.databricks\.com|databricks\.azure\.cn|cloud\.databricks\.us)$/i

function isDatabricksHost(url: URL, env: Environment): boolean {
  return DATABRICKS_HOSTS.test(url.hostname) || url.host === hostOf(env['DATABRICKS_HOST'])
}

function hostOf(text: string | undefined): string | null {
  const trimmed = (text ?? '').trim()
  const address = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  return trimmed !== '' && URL.canParse(address) ? new URL(address).host : null
}

/** What the settings say comes first, then the address itself, then the environment; of that, MLflow's own order. */
function authOf(settings: MlflowServerSettings, url: URL, env: Environment, databricks: boolean): MlflowAuth {
  const basic = (username: string, password: string): MlflowAuth => ({ kind: 'basic', username, password })
  if (settings.token) return { kind: 'bearer', token: settings.token }
  if (settings.username) return basic(settings.username, settings.password ?? '')
  if (url.username) return basic(decodeURIComponent(url.username), decodeURIComponent(url.password))
  const known = hostOf(env['DATABRICKS_HOST'])
  // A workspace's token is for that workspace alone.
  const workspaceToken = databricks && (known === null || known === url.host) ? env['DATABRICKS_TOKEN'] : undefined
  const username = env['MLFLOW_TRACKING_USERNAME']
  if (!databricks && username) return basic(username, env['MLFLOW_TRACKING_PASSWORD'] ?? '')
  const token = workspaceToken || env['MLFLOW_TRACKING_TOKEN']
  return token ? { kind: 'bearer', token } : { kind: 'none' }
}
