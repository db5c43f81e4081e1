import type { Checklist } from '../../src/checklists/checklist.ts'

const us = (iso: string): number => Date.parse(iso) * 1000
const NAMES = [
  '<img src=x onerror=alert(1)>',
  '[click](https://example.org) @everyone www.example.org',
  'a\n- [x] **forged line** (ok)\n# forged title',
  '\u202egnp.exe `code` ``` \\ | *bold* _it_ ~~gone~~',
  '</p></li></ol><script>alert(1)</script>',
  `a name of ${'one very long word'.replaceAll(' ', '_').repeat(12)}`,
]

/** Names, evidence, people and notes of a user who means harm, or has bad luck. */
export const hostileChecklist = (): Checklist => ({
  name: 'weekly',
  project: NAMES[0]!,
  timeZone: 'UTC',
  asOfUs: us('2026-02-02T08:00:00Z'),
  period: { startUs: us('2026-02-02'), endUs: us('2026-02-09'), text: 'week of 2026-02-02 (2026-W06)' },
  lookedAt: { startUs: us('2026-01-26'), endUs: us('2026-02-02'), text: 'week of 2026-01-26 (2026-W05)' },
  lines: (['fail', 'error', 'warn', 'todo', 'ok', 'not_applicable'] as const).map((status, i) => ({
    id: `line${i}`,
    line: `Line ${i}`,
    status,
    items: NAMES.map((name) => ({
      monitor: name,
      status: status === 'todo' ? 'ok' : status,
      evidence: `about ${name} there is this to say: ${name}`,
      values: {},
      command: ['show', 'a``b'],
    })),
    person: status === 'todo' || status === 'ok' ? 'somebody looked' : null,
    tick:
      status === 'ok'
        ? {
            id: 't',
            checklist: 'weekly',
            line: `Line ${i}`,
            periodStartUs: us('2026-02-02'),
            tickedAtUs: us('2026-02-03T10:00:00Z'),
            tickedBy: NAMES[1]!,
            note: NAMES[2]!,
          }
        : null,
  })),
})
