/** What people and actions did: evidence of decisions, runs of their actions, feedback, ticks, and what was logged elsewhere. */
export const sql: readonly string[] = [
  'alter table decisions add column triggers varchar',
  'alter table decisions add column blocked_by varchar',
  `create table action_runs (
    id varchar not null, decision_id varchar not null, monitor varchar not null, action varchar not null, status varchar not null,
    attempts integer not null, first_at timestamptz not null, last_at timestamptz not null, answer varchar)`,
  `create table feedback (
    id varchar not null, given_at timestamptz not null, given_by varchar not null, monitor varchar not null,
    finding_id varchar, check_name varchar, prediction_key varchar, was_right boolean, was_useful boolean,
    acted_at timestamptz, window_end timestamptz, note varchar)`,
  `create table ticks (
    id varchar not null, checklist varchar not null, line varchar not null, period_start timestamptz not null,
    ticked_at timestamptz not null, ticked_by varchar not null, note varchar)`,
  // What was sent to another system already, so that a second run sends it once.
  `create table sent_marks (
    destination varchar not null, monitor varchar not null, item varchar not null, sent_at timestamptz not null, reference varchar)`,
]
