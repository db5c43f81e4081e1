/** Shows a file in the desktop's own program. */
import { spawn } from 'node:child_process'

/** @returns false where there is no such program */
export function openFile(path: string): Promise<boolean> {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open', path] : process.platform === 'win32' ? ['explorer.exe', path] : ['xdg-open', path]
  return new Promise((resolve) => {
    const child = spawn(command!, args, { detached: true, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
