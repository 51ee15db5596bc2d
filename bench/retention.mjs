// What letting a week expire costs, as JSON: node bench/retention.mjs [--streams 20000] [--events 20]. Build first.
// Once as a partition that is dropped, once row by row because one of its streams is still open.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { keepRecord, PostgresEventStore } = require('../libs/event-store/dist/index.js');
const { scratchPostgres } = require('../libs/event-store/dist/scratch-postgres.js');

const { values } = parseArgs({
  options: { streams: { type: 'string', default: '20000' }, events: { type: 'string', default: '20' } },
});
const streams = Number(values.streams);
const events = Number(values.events);

const TODAY = (day) =>
  `create or replace function es_today() returns date language sql stable as $$ select date '${day}' $$`;

const fill = async (pool, open) => {
  await pool.query(
    `insert into es_stream (stream, category, tenant_id, call_id, version, is_final, last_hash, begun_on)
     select 'call/' || n, 'call', 'acme', 'c' || n, $2, n > $3, '', '2030-01-07' from generate_series(1, $1) n`,
    [streams, events - 1, open],
  );
  for (let version = 0; version < events; version += 1) {
    await pool.query(
      `insert into es_event (begun_on, stream, version, event_id, type, schema_version, payload, at_ms, input_id,
         causation_id, tenant_id, call_id, actor_service, actor_instance, actor_epoch, prev_hash, hash)
       select begun_on, stream, $1::integer, stream || '#i' || $1 || '#0', 'Said', 1, repeat('x', 200), 1, 'i' || $1, 'c',
         tenant_id, call_id, 's', 'a', 1, repeat('a', 64), repeat('b', 64) from es_stream`,
      [version],
    );
    await pool.query(
      `insert into es_input (begun_on, tenant_id, stream, input_id, first_version, count, input)
       select begun_on, tenant_id, stream, 'i' || $1::integer, $1, 1, repeat('x', 200) from es_stream`,
      [version],
    );
  }
};

const megabytes = async (pool) => {
  const { rows } = await pool.query(
    `select sum(pg_total_relation_size(oid)) / 1e6 as mb from pg_class where relkind = 'r' and relname ~ '^es_(event|input|stream)'`,
  );
  return Math.round(Number(rows[0].mb));
};

const measure = async (open) => {
  const postgres = await scratchPostgres({ durable: true, statementMs: 600_000 });
  try {
    const { pool } = postgres;
    await pool.query(TODAY('2030-01-07'));
    await pool.query('select es_prepare(4)');
    await fill(pool, open);
    await pool.query('analyze');
    const before = await megabytes(pool);
    await pool.query(TODAY('2030-06-03'));
    await pool.query('select es_prepare(1)');
    const began = performance.now();
    const kept = await keepRecord(pool);
    return {
      ...kept,
      seconds: Math.round(performance.now() - began) / 1_000,
      megabytesBefore: before,
      megabytesAfter: await megabytes(pool),
    };
  } finally {
    await postgres.stop();
  }
};

/** A reader of the whole log that has nothing to read, by weeks that are kept. */
const measureReader = async (weeks) => {
  const postgres = await scratchPostgres({ statementMs: 600_000, connectionsMax: 1 });
  try {
    const { pool } = postgres;
    await pool.query('select es_add_partition(es_week(es_today()) - 7 * n) from generate_series(1, $1) n', [
      weeks,
    ]);
    const store = new PostgresEventStore(pool);
    const end = await store.logEnd();
    const times = [];
    for (let count = 0; count < 500; count += 1) {
      const before = performance.now();
      await store.readAll(end, 500);
      times.push(performance.now() - before);
    }
    return { weeks, p50Ms: Math.round(times.sort((a, b) => a - b)[250] * 100) / 100 };
  } finally {
    await postgres.stop();
  }
};

const figures = {
  node: process.version,
  streams,
  eventsPerStream: events,
  dropped: await measure(0),
  rowByRow: await measure(1),
  idleRead: [await measureReader(1), await measureReader(13), await measureReader(52)],
};
console.log(JSON.stringify(figures, undefined, 2));
