import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkExpressionTree } from '../../src/sql/user-expression.ts'
import { openTestDatabase, type TestDatabase } from './duckdb.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

async function check(expression: string): Promise<void> {
  const statement = `select (${expression}\n)`.replaceAll("'", "''")
  const [row] = await database.rows(`select json_serialize_sql('${statement}'::varchar) as tree`)
  checkExpressionTree(JSON.parse(String(row!['tree'])), expression)
}

it.each([
  'x',
  '"odd ""name"',
  'avg(case when is_anomaly = 1 then 1 else 0 end)',
  'count(*)',
  'count(distinct x) / nullif(count(*), 0)',
  'avg(x) filter (where y > 0)',
  'quantile_cont(x, 0.95)',
  "sum(case when s in ('a', 'b;c') then 1 end)",
  "lead_time > 90 and hotel like 'City%'",
  'x between 1 and 2 or x is null',
  'cast(x as decimal(10, 2)) + y::int',
  "date_trunc('day', ts)",
  'list_sum(list_transform(xs, lambda q: q + 1))',
  "string_agg(s, ',' order by x desc)",
  "case x when 1 then 'a' else 'b' end -- a remark",
  "ts + interval '3 hours'",
  'max(x) - min(x) /* range */',
  'xs[1]',
])('%s is allowed', async (expression) => {
  await expect(check(expression)).resolves.toBeUndefined()
})

it.each([
  ['1; drop table x', /parse/],
  ['1); drop table x; select (1', /3 statements|parse|other than/],
  ['1); select (2', /2 statements/],
  ['(select 1)', /a subquery/],
  ["exists (from read_csv('/etc/passwd'))", /a subquery/],
  ["x in (select content from read_text('/etc/passwd'))", /a subquery/],
  ['array(select 1)', /a subquery/],
  ["1) from read_csv('/etc/passwd') where (true", /a FROM clause/],
  ['1) union all select (2', /set operation/],
  ['1), (2', /2 expressions/],
  ['1) where (true', /where/],
  ['1) order by (1', /modifiers/],
  ['1) limit (1', /modifiers/],
  ["getenv('HOME')", /the function getenv/],
  ["GetEnv('HOME')", /the function getenv/i],
  ["current_setting('home_directory')", /the function current_setting/],
  ["read_text('/etc/passwd')", /the function read_text/],
  ["query('select 1')", /the function query/],
  ["avg(getvariable('x'))", /the function getvariable/],
  ["nextval('s')", /the function nextval/],
  ["write_log('x')", /the function write_log/],
  ['random()', /the function random/],
  ['unnest(xs)', /the function unnest/],
  ['sum(x) over ()', /a window function/],
  ['row_number() over (order by x)', /a window function/],
  ['$1', /a parameter/],
  ['?', /a parameter/],
  ['*', /a star/],
  ['columns(*)', /a star/],
  ["columns('x.*')", /a star/],
  ['count(columns(*))', /a star/],
  ['copy x to y', /parse/],
  ['', /parse/],
  ['x /*', /parse/],
])('%s is refused', async (expression, found) => {
  await expect(check(expression)).rejects.toMatchObject({ code: 'SQL_REFUSED', message: expect.stringMatching(found) })
})
