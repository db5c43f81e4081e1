const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its links go in a circle',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'file too large for this disk or its limits',
  EROFS: 'the disk is read-only',
}

/** Why a file cannot be read or written, in plain words; the system's own message where there are none. */
export function describeFileError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return WORDS[code] ?? error.message
}
