/** `node bench/bare.mjs FOLDER`: the reference of the whole command: one bare grouped average of 20 columns, in a fresh process. */
import { DuckDBInstance } from '@duckdb/node-api'

const averages = Array.from({ length: 20 }, (_, k) => `avg(n${k})`).join(', ')
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const sql = `select cast(ts as date) as day, ${averages} from read_parquet('${process.argv[2]}/*.parquet') group by day order by day`
const answer = await connection.runAndReadAll(sql)
process.stdout.write(`${answer.getRows().length} days\n`)
