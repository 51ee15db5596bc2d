// A record in Postgres and a broker on the loopback with the platform's topics, to be thrown away.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTopics, kafkaNames, openKafka } from '@trunkline/event-bus';
import { PostgresCursorStore, PostgresEventStore } from '@trunkline/event-store';
import { scratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { startKafka } from '@trunkline/servers';

const PARTITIONS = 12;

export const openLoopback = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-bench-'));
  let broker = await startKafka({ dataDir });
  const postgres = await scratchPostgres({ durable: true });
  const options = { brokers: broker.brokers, clientId: 'bench' };
  const { events, deadLetters } = kafkaNames();
  const plan = { partitions: PARTITIONS, replicationFactor: 1, config: {} };
  await ensureTopics(
    options,
    [events, deadLetters].map((name) => ({ name, ...plan })),
  );
  const store = new PostgresEventStore(postgres.pool);
  const source = { log: store, signal: store, cursors: new PostgresCursorStore(postgres.pool) };
  const kafka = openKafka(options);
  return {
    store,
    bus: kafka.bus,
    startRelay: () => kafka.startRelay(source),
    killBroker: () => broker.kill(),
    startBrokerAgain: async () => {
      broker = await startKafka({ dataDir, port: broker.port });
    },
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, kafka: broker.version },
    close: async () => {
      await kafka.close();
      await Promise.all([postgres.stop(), broker.stop()]);
      rmSync(broker.dataDir, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
