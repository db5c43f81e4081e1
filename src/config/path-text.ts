import type { ConfigPath } from './project.ts'

/** `monitors.hotel.checks[0].metric` */
export const pathText = (path: ConfigPath): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
