// A broker on the loopback for the specs of this folder: topics of its own for each spec, a record, and the relay between.
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import {
  type AppendSignal,
  type CursorStore,
  MemoryCursorStore,
  MemoryEventStore,
} from '@trunkline/event-store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventPublisher } from '../event-bus.port';
import { recordOf } from '../record.double';
import { RecordRelay } from '../relay/record-relay';
import { kafkaNames, type KafkaOptions } from './kafka-options';
import { openKafka } from './open-kafka';
import { ensureTopics } from './topics-admin';

const PARTITIONS = 3;
/** Rebalances within a second, crashed members found within ten. */
const SOON = { sessionMs: 10_000, heartbeatMs: 500, lagEveryMs: 500 };

/** As much of a started broker as is used. */
interface Broker {
  readonly brokers: readonly string[];
  readonly port: number;
  readonly dataDir: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export type StartBroker = (options: { dataDir: string; port?: number }) => Promise<Broker>;

export interface Source {
  readonly store: EventStore & AppendSignal;
  readonly cursors: CursorStore;
}

export const inMemory = (): Source => ({ store: new MemoryEventStore(), cursors: new MemoryCursorStore() });

/** Lets a test wait until an event has passed. */
class Watched implements EventPublisher {
  private readonly passed = new Set<string>();
  private readonly waiters = new Map<string, () => void>();

  constructor(private readonly publisher: EventPublisher) {}

  async publish(events: readonly Recorded[]): Promise<void> {
    await this.publisher.publish(events);
    for (const { eventId } of events) {
      this.passed.add(eventId);
      this.waiters.get(eventId)?.();
    }
  }

  until(eventId: string): Promise<void> {
    if (this.passed.has(eventId)) return Promise.resolve();
    return new Promise((release) => this.waiters.set(eventId, release));
  }
}

export class KafkaOnLoopback {
  private specs = 0;
  private readonly closing: (() => Promise<void>)[] = [];

  private constructor(
    private readonly start: StartBroker,
    private kafka: Broker,
    private readonly dataDir: string,
  ) {}

  static async with(start: StartBroker): Promise<KafkaOnLoopback> {
    const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-kafka-'));
    return new KafkaOnLoopback(start, await start({ dataDir }), dataDir);
  }

  /** Topics under a prefix of their own. */
  async platform(terms: Partial<KafkaOptions> = {}, source: Source = inMemory()) {
    const options: KafkaOptions = {
      brokers: this.kafka.brokers,
      clientId: 'spec',
      prefix: `spec-${(this.specs += 1)}.`,
      ...terms,
      limits: { ...SOON, ...terms.limits },
    };
    const names = kafkaNames(options.prefix);
    const plan = { partitions: PARTITIONS, replicationFactor: 1, config: {} };
    await ensureTopics(options, [
      { name: names.events, ...plan },
      { name: names.deadLetters, ...plan },
    ]);
    const opened = openKafka(options);
    const watched = new Watched(opened.publisher);
    const { store, cursors } = source;
    const relayFaults: unknown[] = [];
    const relay = new RecordRelay({
      log: store,
      signal: store,
      cursors,
      publisher: watched,
      name: 'relay',
      onFault: (error) => relayFaults.push(error),
    });
    await relay.start();
    this.closing.push(async () => {
      await relay.stop();
      await opened.close();
    });
    const record = recordOf(store);
    return {
      options,
      names,
      bus: opened.bus,
      publisher: opened.publisher,
      store,
      relayFaults,
      record,
      /** Another process of the same platform. */
      another: () => {
        const other = openKafka({ ...options, clientId: 'another' });
        this.closing.push(() => other.close());
        return other;
      },
      /** Resolves when the topic has it. */
      append: async (stream: string, callId?: string): Promise<void> => {
        for (const { eventId } of await record(stream, callId)) await watched.until(eventId);
      },
    };
  }

  /** Closes what platforms opened. */
  async closePlatforms(): Promise<void> {
    for (const close of this.closing.splice(0)) await close();
  }

  kill(): Promise<void> {
    return this.kafka.kill();
  }

  /** The same broker again, at the same address. */
  async startAgain(): Promise<void> {
    const { port } = this.kafka;
    this.kafka = await this.start({ dataDir: this.dataDir, port });
  }

  async stop(): Promise<void> {
    await this.closePlatforms();
    await this.kafka.stop();
    rmSync(this.kafka.dataDir, { recursive: true, force: true });
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
