/**
 * The first tables. Instants are TIMESTAMPTZ (shown in UTC by leeway). Tables that end in `_rows` are what is stored; the views
 * over them (views.ts) are what people and BI tools read. No primary keys: a window's rows are deleted and inserted again in
 * one transaction, which DuckDB's indexes refuse; the store itself keeps rows unique.
 */
export const sql: readonly string[] = [
  `create table runs (
    id varchar not null, started_at timestamptz not null, finished_at timestamptz, command varchar not null,
    as_of timestamptz not null, config_hash varchar not null, version varchar not null, status varchar not null,
    rows_read bigint not null, statements bigint not null, error varchar)`,
  `create table monitors (
    name varchar not null, config_hash varchar not null, monitor_version bigint not null, table_version varchar,
    files varchar not null, info varchar not null, updated_at timestamptz not null)`,
  `create table bins_versions (
    monitor varchar not null, version integer not null, basis varchar not null, created_at timestamptz not null,
    reference_rows bigint not null, slice_values varchar not null)`,
  `create table bins_columns (
    monitor varchar not null, version integer not null, ordinal integer not null, column_name varchar not null,
    engine_type varchar not null, data_type varchar not null, kind varchar not null,
    fine blob, coarse blob, coarse_of_fine blob, shift double, categories varchar, known_values varchar)`,
  `create table reference_segments (
    monitor varchar not null, version integer not null, granularity varchar, window_start timestamptz, window_end timestamptz,
    slice_key varchar, slice_value varchar, model_id varchar,
    row_count bigint not null, state blob not null)`,
  `create table window_rows (
    monitor varchar not null, granularity varchar, window_start timestamptz not null, window_end timestamptz not null,
    row_count bigint not null, fingerprint varchar, complete boolean not null, bins_version integer not null,
    computed_at timestamptz not null)`,
  `create table segments (
    monitor varchar not null, granularity varchar, window_start timestamptz not null, window_end timestamptz not null,
    slice_key varchar, slice_value varchar, model_id varchar, row_count bigint not null, state blob not null)`,
  `create table profile_rows (
    monitor varchar not null, granularity varchar, window_start timestamptz, window_end timestamptz, log_type varchar not null,
    monitor_version bigint, slice_key varchar, slice_value varchar, model_id varchar, column_name varchar not null,
    data_type varchar, "count" bigint, num_nulls bigint, "avg" double, "min" double, "max" double, "stddev" double,
    num_zeros bigint, num_nan bigint, min_length double, max_length double, avg_length double, "median" double,
    distinct_count bigint, percent_nan double, percent_null double, percent_zeros double, percent_distinct double,
    quantile_ranks usmallint[], quantile_values double[], non_null_columns varchar, frequent_items varchar,
    quality varchar, further varchar, custom varchar, reasons varchar)`,
  `create table drift_rows (
    monitor varchar not null, granularity varchar, window_start timestamptz not null, window_end timestamptz not null,
    window_cmp_granularity varchar, window_cmp_start timestamptz, window_cmp_end timestamptz, drift_type varchar not null,
    monitor_version bigint, slice_key varchar, slice_value varchar, model_id varchar, column_name varchar not null,
    data_type varchar, count_delta bigint, avg_delta double, percent_null_delta double, percent_zeros_delta double,
    percent_distinct_delta double, columns_added integer, columns_missing integer, js_distance double,
    ks_statistic double, ks_pvalue double, wasserstein_distance double, population_stability_index double,
    chi_squared_statistic double, chi_squared_pvalue double, tv_distance double, l_infinity_distance double,
    further varchar, custom varchar, reasons varchar)`,
  `create table finding_rows (
    id varchar not null, monitor varchar not null, granularity varchar, window_start timestamptz not null,
    window_end timestamptz not null, slice_key varchar, slice_value varchar, model_id varchar, column_name varchar not null,
    check_name varchar not null, metric varchar not null, theme varchar not null, value double, reference_value double,
    status varchar not null, severity varchar not null, threshold double, n_current double, n_reference double,
    p_value double, effect double, policy varchar not null, sentence varchar not null, evidence varchar not null)`,
  // Which further and custom metrics each monitor has, so that they come out as columns of their own.
  `create table metric_names (
    monitor varchar not null, metric_table varchar not null, source varchar not null, name varchar not null,
    type varchar not null, position integer not null)`,
  `create table alerts (
    id varchar not null, monitor varchar not null, check_name varchar not null, metric varchar, column_name varchar,
    slice_key varchar, slice_value varchar, model_id varchar, status varchar not null, severity varchar not null,
    pending_at timestamptz, firing_at timestamptz, acknowledged_at timestamptz, acknowledged_by varchar,
    resolved_at timestamptz, finding_id varchar, note varchar)`,
  `create table decisions (
    id varchar not null, monitor varchar not null, decided_at timestamptz not null, as_of timestamptz not null,
    should_retrain boolean not null, urgency varchar, reasons varchar, actions varchar)`,
]
