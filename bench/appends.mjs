// Appends per second by schema, as JSON: node bench/appends.mjs [--seconds 3] [--rounds 3] [--steps 2,all]. Build first.
// Schemas take turns on one server, so that a busy machine is busy for all of them.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { append, EVENTS_PER_STREAM, measure } from './append-load.mjs';

const require = createRequire(import.meta.url);
const { migrate, openPool, PostgresEventStore, startPostgres } = require('../libs/event-store/dist/index.js');
const { MIGRATIONS } = require('../libs/event-store/dist/postgres/migrations/index.js');

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    /** How many steps of the schema to apply, once per schema. */
    steps: { type: 'string', default: '2,all' },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);

/** CPU time of a schema's server processes so far, in microseconds: says less about the rest of the machine than time does. */
const serverCpuUs = async (pool) => {
  const { rows } = await pool.query(
    `select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`,
  );
  const ticks = rows.map(({ pid }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, each) => sum + each, 0) * 10_000;
};

const measureSchema = async ({ store, pool }, writers) => {
  const cpuBefore = await serverCpuUs(pool);
  const { count, ...figures } = await measure({ writers, seconds }, (stream, version) =>
    store.append(append(stream, version, version === EVENTS_PER_STREAM - 1)),
  );
  const cpuUs = (await serverCpuUs(pool)) - cpuBefore;
  return { ...figures, serverCpuUs: Math.round(cpuUs / count) };
};

/** The middle run by appends per second. */
const middle = (runs) =>
  runs.toSorted((left, right) => left.perSecond - right.perSecond)[Math.floor(runs.length / 2)];

const openSchema = async (server, count) => {
  const database = `steps_${count}`;
  const admin = openPool(server.url, { connectionsMax: 1 });
  await admin.query(`create database ${database}`);
  await admin.end();
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  // Connections stay: their processes are what is measured.
  const pool = openPool(url.href, { connectMs: 10_000 });
  pool.options.idleTimeoutMillis = 0;
  await migrate(pool, MIGRATIONS.slice(0, count));
  return { count, pool, store: new PostgresEventStore(pool), sequential: [], eight: [] };
};

const bytesPerEvent = async (pool) => {
  const { rows } = await pool.query(
    `select sum(pg_total_relation_size(oid))::bigint as bytes, (select count(*) from es_event) as events from pg_class
     where relkind = 'r' and relname ~ '^es_(event|input|stream)'`,
  );
  return Math.round(Number(rows[0].bytes) / Number(rows[0].events));
};

const measureOn = async (durable) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-appends-'));
  const server = await startPostgres({ dataDir, durable });
  const schemas = [];
  try {
    for (const steps of values.steps.split(',')) {
      schemas.push(await openSchema(server, steps === 'all' ? MIGRATIONS.length : Number(steps)));
    }
    for (const schema of schemas) await measureSchema(schema, 8);
    for (let round = 0; round < rounds; round += 1) {
      for (const schema of schemas) {
        schema.sequential.push(await measureSchema(schema, 1));
        schema.eight.push(await measureSchema(schema, 8));
      }
    }
    const figures = {};
    for (const { count, pool, sequential, eight } of schemas) {
      figures[`${count} steps`] = {
        sequential: middle(sequential),
        eight: middle(eight),
        bytesPerEvent: await bytesPerEvent(pool),
      };
    }
    return figures;
  } finally {
    for (const { pool } of schemas) await pool.end();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
    if (server.dataDir !== undefined) rmSync(server.dataDir, { recursive: true, force: true });
  }
};

const figures = {
  node: process.version,
  seconds,
  rounds,
  fsync: await measureOn(true),
  noFsync: await measureOn(false),
};
console.log(JSON.stringify(figures, undefined, 2));
