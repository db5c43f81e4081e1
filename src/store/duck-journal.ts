/** The journal in the store's DuckDB file: each record is written in a transaction of its own. */
import type { JsonValue } from '../core/json.ts'
import { appendRows, type TableColumn } from './append-rows.ts'
import { Conditions } from './conditions.ts'
import type { Database, SqlRow } from './database.ts'
import type { ActionRun, Decision, Feedback, Journal, JournalFilter, SentMark, Tick, Urgency } from './journal.ts'
import { textOf, usOf } from './metric-rows.ts'
import { strictJson } from './strict-json.ts'

interface RecordTable<T> {
  readonly name: string
  /** Column of the record's own instant. */
  readonly instant: string
  readonly columns: readonly TableColumn<T>[]
  readonly read: (row: SqlRow) => T
}

const jsonOf = <T>(cell: SqlRow[string] | undefined): T | null => {
  const text = textOf(cell ?? null)
  return text === null ? null : (JSON.parse(text) as T)
}
const instantOf = (cell: SqlRow[string] | undefined): number | null => (cell === null || cell === undefined ? null : usOf(cell))
const flagOf = (cell: SqlRow[string] | undefined): boolean | null => (typeof cell === 'boolean' ? cell : null)

const DECISIONS: RecordTable<Decision> = {
  name: 'decisions',
  instant: 'decided_at',
  columns: [
    { name: 'id', type: 'text', cell: (d) => d.id },
    { name: 'monitor', type: 'text', cell: (d) => d.monitor },
    { name: 'decided_at', type: 'instant', cell: (d) => d.decidedAtUs },
    { name: 'as_of', type: 'instant', cell: (d) => d.asOfUs },
    { name: 'should_retrain', type: 'boolean', cell: (d) => d.shouldRetrain },
    { name: 'urgency', type: 'text', cell: (d) => d.urgency },
    { name: 'reasons', type: 'text', cell: (d) => strictJson(d.reasons) },
    { name: 'actions', type: 'text', cell: (d) => strictJson(d.actions) },
    { name: 'triggers', type: 'text', cell: (d) => strictJson(d.triggers) },
    { name: 'blocked_by', type: 'text', cell: (d) => d.blockedBy },
  ],
  read: (row) => ({
    id: textOf(row['id'])!,
    monitor: textOf(row['monitor'])!,
    decidedAtUs: usOf(row['decided_at']),
    asOfUs: usOf(row['as_of']),
    shouldRetrain: row['should_retrain'] === true,
    urgency: (textOf(row['urgency']) ?? 'NORMAL') as Urgency,
    reasons: jsonOf<readonly string[]>(row['reasons']) ?? [],
    actions: jsonOf<readonly string[]>(row['actions']) ?? [],
    triggers: jsonOf<readonly { readonly [key: string]: JsonValue }[]>(row['triggers']) ?? [],
    blockedBy: textOf(row['blocked_by']),
  }),
}

const ACTION_RUNS: RecordTable<ActionRun> = {
  name: 'action_runs',
  instant: 'first_at',
  columns: [
    { name: 'id', type: 'text', cell: (r) => r.id },
    { name: 'decision_id', type: 'text', cell: (r) => r.decisionId },
    { name: 'monitor', type: 'text', cell: (r) => r.monitor },
    { name: 'action', type: 'text', cell: (r) => r.action },
    { name: 'status', type: 'text', cell: (r) => r.status },
    { name: 'attempts', type: 'integer', cell: (r) => r.attempts },
    { name: 'first_at', type: 'instant', cell: (r) => r.firstAtUs },
    { name: 'last_at', type: 'instant', cell: (r) => r.lastAtUs },
    { name: 'answer', type: 'text', cell: (r) => r.answer },
  ],
  read: (row) => ({
    id: textOf(row['id'])!,
    decisionId: textOf(row['decision_id'])!,
    monitor: textOf(row['monitor'])!,
    action: textOf(row['action'])!,
    status: textOf(row['status']) as ActionRun['status'],
    attempts: Number(row['attempts']),
    firstAtUs: usOf(row['first_at']),
    lastAtUs: usOf(row['last_at']),
    answer: textOf(row['answer']),
  }),
}

const FEEDBACK: RecordTable<Feedback> = {
  name: 'feedback',
  instant: 'given_at',
  columns: [
    { name: 'id', type: 'text', cell: (f) => f.id },
    { name: 'given_at', type: 'instant', cell: (f) => f.givenAtUs },
    { name: 'given_by', type: 'text', cell: (f) => f.givenBy },
    { name: 'monitor', type: 'text', cell: (f) => f.monitor },
    { name: 'finding_id', type: 'text', cell: (f) => f.findingId },
    { name: 'check_name', type: 'text', cell: (f) => f.check },
    { name: 'prediction_key', type: 'text', cell: (f) => f.predictionKey },
    { name: 'was_right', type: 'boolean', cell: (f) => f.wasRight },
    { name: 'was_useful', type: 'boolean', cell: (f) => f.wasUseful },
    { name: 'acted_at', type: 'instant', cell: (f) => f.actedAtUs },
    { name: 'window_end', type: 'instant', cell: (f) => f.windowEndUs },
    { name: 'note', type: 'text', cell: (f) => f.note },
  ],
  read: (row) => ({
    id: textOf(row['id'])!,
    givenAtUs: usOf(row['given_at']),
    givenBy: textOf(row['given_by'])!,
    monitor: textOf(row['monitor'])!,
    findingId: textOf(row['finding_id']),
    check: textOf(row['check_name']),
    predictionKey: textOf(row['prediction_key']),
    wasRight: flagOf(row['was_right']),
    wasUseful: flagOf(row['was_useful']),
    actedAtUs: instantOf(row['acted_at']),
    windowEndUs: instantOf(row['window_end']),
    note: textOf(row['note']),
  }),
}

const TICKS: RecordTable<Tick> = {
  name: 'ticks',
  instant: 'ticked_at',
  columns: [
    { name: 'id', type: 'text', cell: (t) => t.id },
    { name: 'checklist', type: 'text', cell: (t) => t.checklist },
    { name: 'line', type: 'text', cell: (t) => t.line },
    { name: 'period_start', type: 'instant', cell: (t) => t.periodStartUs },
    { name: 'ticked_at', type: 'instant', cell: (t) => t.tickedAtUs },
    { name: 'ticked_by', type: 'text', cell: (t) => t.tickedBy },
    { name: 'note', type: 'text', cell: (t) => t.note },
  ],
  read: (row) => ({
    id: textOf(row['id'])!,
    checklist: textOf(row['checklist']) as Tick['checklist'],
    line: textOf(row['line'])!,
    periodStartUs: usOf(row['period_start']),
    tickedAtUs: usOf(row['ticked_at']),
    tickedBy: textOf(row['ticked_by'])!,
    note: textOf(row['note']),
  }),
}

const SENT: RecordTable<SentMark> = {
  name: 'sent_marks',
  instant: 'sent_at',
  columns: [
    { name: 'destination', type: 'text', cell: (m) => m.destination },
    { name: 'monitor', type: 'text', cell: (m) => m.monitor },
    { name: 'item', type: 'text', cell: (m) => m.item },
    { name: 'sent_at', type: 'instant', cell: (m) => m.sentAtUs },
    { name: 'reference', type: 'text', cell: (m) => m.reference },
  ],
  read: (row) => ({
    destination: textOf(row['destination'])!,
    monitor: textOf(row['monitor'])!,
    item: textOf(row['item'])!,
    sentAtUs: usOf(row['sent_at']),
    reference: textOf(row['reference']),
  }),
}

export class DuckJournal implements Journal {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  decisions(filter: JournalFilter = {}): Promise<readonly Decision[]> {
    return this.#list(DECISIONS, filter)
  }

  recordDecision(decision: Decision): Promise<void> {
    return this.#replace(DECISIONS, decision)
  }

  actionRuns(filter: JournalFilter = {}): Promise<readonly ActionRun[]> {
    return this.#list(ACTION_RUNS, filter)
  }

  recordActionRun(run: ActionRun): Promise<void> {
    return this.#replace(ACTION_RUNS, run)
  }

  feedback(filter: JournalFilter = {}): Promise<readonly Feedback[]> {
    return this.#list(FEEDBACK, filter)
  }

  recordFeedback(feedback: Feedback): Promise<void> {
    return this.#replace(FEEDBACK, feedback)
  }

  ticks(filter: Omit<JournalFilter, 'monitor'> = {}): Promise<readonly Tick[]> {
    return this.#list(TICKS, filter)
  }

  recordTick(tick: Tick): Promise<void> {
    return this.#replace(TICKS, tick)
  }

  removeTick(id: string): Promise<boolean> {
    return this.#change(async () => {
      const rows = await this.#database.all('delete from ticks where id = $1 returning id', [id])
      return rows.length > 0
    })
  }

  async sentMarks(destination: string, monitor: string): Promise<readonly SentMark[]> {
    const where = new Conditions(this.#database).add('destination = ?', destination).add('monitor = ?', monitor)
    return this.#read(SENT, where)
  }

  recordSent(marks: readonly SentMark[]): Promise<void> {
    return this.#change(async () => {
      for (const { destination, monitor, item } of marks)
        await this.#database.run('delete from sent_marks where destination = $1 and monitor = $2 and item = $3', [
          destination,
          monitor,
          item,
        ])
      await appendRows(this.#database, SENT.name, SENT.columns, marks)
    })
  }

  #list<T>(table: RecordTable<T>, filter: JournalFilter): Promise<readonly T[]> {
    const where = new Conditions(this.#database)
    if (filter.monitor !== undefined) where.add('monitor = ?', filter.monitor)
    if (filter.fromUs !== undefined) where.add(`${table.instant} >= ?`, this.#database.instant(filter.fromUs))
    if (filter.toUs !== undefined) where.add(`${table.instant} < ?`, this.#database.instant(filter.toUs))
    return this.#read(table, where)
  }

  async #read<T>(table: RecordTable<T>, where: Conditions): Promise<readonly T[]> {
    const sql = `select * from ${table.name} ${where.sql} order by ${table.instant}, rowid`
    const rows = await this.#database.exclusive(() => this.#database.all(sql, where.values))
    return rows.map(table.read)
  }

  #replace<T extends { readonly id: string }>(table: RecordTable<T>, record: T): Promise<void> {
    return this.#change(async () => {
      await this.#database.run(`delete from ${table.name} where id = $1`, [record.id])
      await appendRows(this.#database, table.name, table.columns, [record])
    })
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    return this.#database.exclusive(() => this.#database.transaction(work))
  }
}
