/** The tables and views of the database that the connection is in, as a configuration names them: `churn`, `ml.scores`. */
export const tablesQuery = (): string =>
  `select case when table_schema = 'main' then table_name else table_schema || '.' || table_name end as name
from information_schema.tables
where table_catalog = current_database() and table_schema not in ('information_schema', 'pg_catalog')
order by table_schema <> 'main', name`
