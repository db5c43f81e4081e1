/** Files of a run: through the server's proxy, or on Databricks to a place that is signed for one upload. */
import { type MlflowFile, type MlflowRun, readFile } from './entities.ts'
import { type JsonRecord, recordsAt, textAt } from './json-fields.ts'
import { MlflowError } from './mlflow-error.ts'
import type { Requester } from './requester.ts'

/** Files directly under the run's folder, or under `folder`. */
export async function listArtifacts(requester: Requester, runId: string, folder?: string): Promise<readonly MlflowFile[]> {
  const files: MlflowFile[] = []
  let page: string | null = null
  do {
    const answer: JsonRecord = await requester.json('GET', 'mlflow/artifacts/list', {
      query: { run_id: runId, path: folder, page_token: page ?? undefined },
    })
    files.push(...recordsAt(answer, 'files').map(readFile))
    page = textAt(answer, 'next_page_token')
  } while (page !== null)
  return files
}

/**
 * Writes a file of a run, over an older one of the same name.
 *
 * @param path inside the run's artifacts: `report.html`
 * @throws MlflowError where the artifacts lie in a storage that only a client with its own access can write
 */
export async function uploadArtifact(
  requester: Requester,
  run: Pick<MlflowRun, 'runId' | 'artifactUri'>,
  path: string,
  content: string | Uint8Array,
  contentType: string,
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const uri = run.artifactUri ?? ''
  if (uri.startsWith('mlflow-artifacts:')) {
    // mlflow-artifacts:/1/<run>/artifacts, or with the name of a server before the path.
    const folder = uri.replace(/^mlflow-artifacts:(\/\/[^/]*)?\/*/, '')
    const whole = `${folder}/${path}`.split('/').map(encodeURIComponent).join('/')
    return requester.putBytes(`mlflow-artifacts/artifacts/${whole}`, bytes, contentType)
  }
  if (requester.server.databricks) return uploadSigned(requester, run.runId, path, bytes)
  throw new MlflowError(
    'MLFLOW_FAILED',
    `the artifacts of the run lie in ${uri || 'an unknown place'}, which the server does not write itself`,
    {
      place: requester.server.address,
      mend: 'start the server with --artifacts-destination, and an experiment whose artifacts go through it (mlflow-artifacts:), or log no artifact',
    },
  )
}

async function uploadSigned(requester: Requester, runId: string, path: string, bytes: Uint8Array): Promise<void> {
  const answer = await requester.json('POST', 'mlflow/artifacts/credentials-for-write', { body: { run_id: runId, path: [path] } })
  const [info] = recordsAt(answer, 'credential_infos')
  const url = info && textAt(info, 'signed_uri')
  if (!info || !url)
    throw new MlflowError('MLFLOW_FAILED', 'Databricks signed no place for the artifact', {
      place: `POST ${requester.server.address}/api/2.0/mlflow/artifacts/credentials-for-write`,
      mend: 'the one whose token this is needs the right to edit the experiment',
    })
  const headers = Object.fromEntries(
    recordsAt(info, 'headers').map((header) => [String(header['name']), String(header['value'])]),
  )
  const type = textAt(info, 'type')
  if (type === 'AZURE_ADLS_GEN2_SAS_URI') {
    // Files of this storage are made empty, written, and closed at their length.
    const at = (query: string): string => `${url}${url.includes('?') ? '&' : '?'}${query}`
    const none = new Uint8Array(0)
    await requester.sendSigned('PUT', at('resource=file'), headers, none)
    await requester.sendSigned('PATCH', at('action=append&position=0'), headers, bytes)
    await requester.sendSigned('PATCH', at(`action=flush&position=${bytes.length}`), headers, none)
    return
  }
  const blob = type === 'AZURE_SAS_URI' ? { 'x-ms-blob-type': 'BlockBlob' } : {}
  await requester.sendSigned('PUT', url, { ...blob, ...headers }, bytes)
}
