/** The peers, each in a Python environment of its own under bench/. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { measureProcess, type Use } from './measure-process.ts'

export interface PeerUse {
  readonly wallSeconds: number
  readonly peakBytes: number
  /** Measured now, or a figure of an earlier run on other hardware. */
  readonly how: 'measured' | 'stored'
}

interface Peer {
  readonly name: string
  readonly packages: readonly string[]
  readonly script: string
  /** Measured once, on two cores; used where the peer cannot be installed. */
  readonly stored: Pick<Use, 'wallSeconds' | 'peakBytes'>
}

export const EVIDENTLY: Peer = {
  name: 'evidently',
  packages: ['evidently==0.7.23', 'pandas<3', 'pyarrow'],
  script: 'evidently_compare.py',
  stored: { wallSeconds: 162, peakBytes: 2.28e9 },
}

export const WHYLOGS: Peer = {
  name: 'whylogs',
  packages: ['whylogs==1.6.4', 'numpy<2', 'pandas<3', 'pyarrow<22'],
  script: 'whylogs_profile.py',
  stored: { wallSeconds: 69, peakBytes: 723e6 },
}

/** Once only: a peer takes minutes. */
export function measurePeer(peer: Peer, files: readonly string[], bench: string, say: (text: string) => void): PeerUse {
  const python = install(peer, bench, say)
  if (python === null) return { ...peer.stored, how: 'stored' }
  say(`running ${peer.name}`)
  const use = measureProcess([python, join(bench, 'peers', peer.script), ...files], bench, [0])
  say(`${peer.name}: ${use.stdout.trim()}`)
  return { wallSeconds: use.wallSeconds, peakBytes: use.peakBytes, how: 'measured' }
}

function install(peer: Peer, bench: string, say: (text: string) => void): string | null {
  const folder = join(bench, `.venv-${peer.name}`)
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const works = (): boolean => spawnSync(python, ['-c', `import ${peer.name}`], { stdio: 'ignore' }).status === 0
  if (existsSync(python) && works()) return python
  say(`installing ${peer.packages.join(' ')}`)
  const made = spawnSync('python3', ['-m', 'venv', folder], { encoding: 'utf8' })
  const installed =
    made.status === 0 && spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...peer.packages], { encoding: 'utf8' })
  if (installed && installed.status === 0 && works()) return python
  const why = (installed ? installed.stderr : (made.stderr ?? String(made.error))).trim().split('\n').at(-1)
  say(`${peer.name} cannot be installed (${why}): its stored figure is used`)
  return null
}
