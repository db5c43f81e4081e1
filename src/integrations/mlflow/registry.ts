/** Registered models and their versions: of an open-source server, of a Databricks workspace, of Unity Catalog. */
import { type ModelVersion, type RegisteredModel, readModelVersion, readRegisteredModel } from './entities.ts'
import { type JsonRecord, recordAt, recordsAt, textAt } from './json-fields.ts'
import { hasErrorCode } from './mlflow-error.ts'
import type { MlflowServer, RegistryKind } from './mlflow-server.ts'
import type { Requester } from './requester.ts'

const PAGE = 10_000

/** What a name of three parts is, on a server that does not say it: only Databricks has Unity Catalog. */
function registryOf({ registry, databricks }: MlflowServer, model: string): RegistryKind {
  return registry ?? (databricks && model.split('.').length === 3 ? 'unity_catalog' : 'workspace')
}

const rootOf = (requester: Requester, model: string): string =>
  registryOf(requester.server, model) === 'unity_catalog' ? 'mlflow/unity-catalog' : 'mlflow'

/** Every version, in the server's order. A model that does not exist has none. */
export async function searchModelVersions(requester: Requester, model: string): Promise<readonly ModelVersion[]> {
  const versions: ModelVersion[] = []
  let page: string | null = null
  do {
    const answer: JsonRecord = await requester
      .json('GET', `${rootOf(requester, model)}/model-versions/search`, {
        query: { filter: `name=${quoted(model)}`, max_results: PAGE, page_token: page ?? undefined },
      })
      .catch((error: unknown) => {
        if (hasErrorCode(error, 'RESOURCE_DOES_NOT_EXIST')) return {}
        throw error
      })
    versions.push(...recordsAt(answer, 'model_versions').map(readModelVersion))
    page = textAt(answer, 'next_page_token')
  } while (page !== null)
  return versions
}

/** MLflow's filters have no escapes: the quote is the one that the name does not hold. */
const quoted = (name: string): string => (name.includes("'") ? `"${name}"` : `'${name}'`)

export async function getModelVersion(requester: Requester, model: string, version: string): Promise<ModelVersion> {
  const query = { name: model, version }
  const answer = await requester.json('GET', `${rootOf(requester, model)}/model-versions/get`, { query })
  return readModelVersion(recordAt(answer, 'model_version'))
}

export async function setModelVersionTag(
  requester: Requester,
  model: string,
  version: string,
  key: string,
  value: string,
): Promise<void> {
  const call = registryOf(requester.server, model) === 'unity_catalog' ? 'tags' : 'set-tag'
  const body = { name: model, version, key, value }
  await requester.json('POST', `${rootOf(requester, model)}/model-versions/${call}`, { body })
}

/** Null where the server knows no model of this name. */
export async function getRegisteredModel(requester: Requester, model: string): Promise<RegisteredModel | null> {
  const isWorkspace = requester.server.databricks && registryOf(requester.server, model) === 'workspace'
  // The workspace registry of Databricks has this one call under a name of its own.
  const path = isWorkspace ? 'mlflow/databricks/registered-models/get' : `${rootOf(requester, model)}/registered-models/get`
  try {
    const answer = await requester.json('GET', path, { query: { name: model } })
    return readRegisteredModel(recordAt(answer, isWorkspace ? 'registered_model_databricks' : 'registered_model'))
  } catch (error) {
    if (hasErrorCode(error, 'RESOURCE_DOES_NOT_EXIST')) return null
    throw error
  }
}

/** Names of at most 100 registered models, for a suggestion. */
export async function modelNames(requester: Requester, like: string): Promise<readonly string[]> {
  const answer = await requester.json('GET', `${rootOf(requester, like)}/registered-models/search`, {
    query: { max_results: 100 },
    again: false,
  })
  return recordsAt(answer, 'registered_models').flatMap((model) => textAt(model, 'name') ?? [])
}
