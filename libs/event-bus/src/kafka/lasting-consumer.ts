// A consumer that outlives its broker: it begins anew, with pauses, until it is stopped.
import { type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import { backoffMs } from '../backoff';
import { SubscriptionPace } from '../subscription-pace';
import { FormerMember, isOfThisGeneration } from './consumer-group-patch';
import { FEW_RETRIES, REQUEST_MS_MAX, withAdmin } from './kafka-client';
import { type KafkaLimits } from './kafka-options';
import { within } from './time-limit';
import { TopicMissing, troubleOf } from './trouble';

export interface ConsumerTerms {
  readonly topic: string;
  /** Topics that are written to besides. */
  readonly needs?: readonly string[];
  readonly groupId: string;
  readonly limits: KafkaLimits;
  /** Partitions whose batches are taken at once. */
  readonly sideBySide: number;
  /** Before the group is joined, each time. */
  prepare?(): Promise<void>;
  /** The group has shared its partitions out anew: these are ours. What was taken before comes again. */
  onJoin(partitions: readonly number[]): void;
  /** Takes the records before it first waits. */
  readonly onBatch: (batch: EachBatchPayload['batch']) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

export interface Position {
  readonly partition: number;
  /** Every record before it is handled. */
  readonly offset: bigint;
}

const REBALANCE_MS_MAX = 60_000;
const FETCH_WAIT_MS = 500;
const PARTITION_BYTES_MAX = 256 * 1_024;
const FETCH_BYTES_MAX = 4 * 1_024 * 1_024;
const CLOSE_MS_MAX = 15_000;
const WATCH_EVERY_MS = 5_000;
/** How long a start waits for a cluster that answers and is not ready. */
const BUSY_MS_MAX = 20_000;

export class LastingConsumer {
  private readonly pace = new SubscriptionPace();
  private readonly member = new FormerMember();
  private consumer: Consumer | undefined;
  private running: Promise<void> | undefined;
  private life: SubscriptionPace | undefined;
  private lastSeenAt = 0;

  constructor(
    private readonly kafka: Kafka,
    private readonly terms: ConsumerTerms,
  ) {}

  /**
   * Resolves when it is a member of its group, or when the broker is away: then it becomes one as soon as it can.
   * Rejects with TopicMissing, or with what the broker refuses.
   */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.running = this.live({ joined: resolve, refused: reject });
    });
  }

  /** What is handled must not run any more: offsets are not committed after this. */
  async stop(): Promise<void> {
    this.pace.stop();
    this.life?.stop();
    await this.running;
  }

  /** Resolves to false when the broker did not take it: what was handled may come again. */
  async commit(positions: readonly Position[]): Promise<boolean> {
    const { topic } = this.terms;
    const offsets = positions.map(({ partition, offset }) => ({ topic, partition, offset: String(offset) }));
    try {
      await within(REQUEST_MS_MAX, 'a commit', async () => this.consumer?.commitOffsets(offsets));
      return this.consumer !== undefined;
    } catch {
      return false;
    }
  }

  pause(partition: number): void {
    this.consumer?.pause([{ topic: this.terms.topic, partitions: [partition] }]);
  }

  resume(partition: number): void {
    try {
      this.consumer?.resume([{ topic: this.terms.topic, partitions: [partition] }]);
    } catch {
      // Between two lives: the next one begins with nothing paused.
    }
  }

  private async live(start: { joined: () => void; refused: (error: unknown) => void }): Promise<void> {
    const beganAt = Date.now();
    let isStarted = false;
    const joined = (): void => {
      isStarted = true;
      start.joined();
    };
    for (let failures = 0; !this.pace.isStopped();) {
      const bornAt = Date.now();
      try {
        await this.liveOnce(joined);
        return;
      } catch (error) {
        const trouble = troubleOf(error);
        if (!isStarted && trouble === 'refused') {
          start.refused(error);
          return;
        }
        this.terms.onFault(error);
        if (trouble !== 'busy' || Date.now() - beganAt > BUSY_MS_MAX) joined();
        failures = Date.now() - bornAt > REBALANCE_MS_MAX ? 1 : failures + 1;
        await this.pace.pause(backoffMs(failures, Math.random()));
      }
    }
    joined();
  }

  /** Resolves when it is stopped, rejects when the consumer is of no more use. */
  private async liveOnce(joined: () => void): Promise<void> {
    const life = new SubscriptionPace();
    this.life = life;
    await this.requireTopics();
    await this.terms.prepare?.();
    const consumer = this.create();
    const crashed = this.listen(consumer);
    try {
      if (this.pace.isStopped()) return;
      await consumer.connect();
      // Where no position is kept, or it is gone with its records: what there is, not what comes.
      await consumer.subscribe({ topic: this.terms.topic, fromBeginning: true });
      this.consumer = consumer;
      await Promise.race([this.run(consumer), crashed, life.untilStopped()]);
      joined();
      await Promise.race([life.untilStopped(), crashed, this.silence(life)]);
    } finally {
      this.consumer = undefined;
      life.stop();
      await within(CLOSE_MS_MAX, 'closing a consumer', () => consumer.disconnect()).catch(() => undefined);
    }
  }

  private create(): Consumer {
    const { groupId, limits } = this.terms;
    return this.kafka.consumer({
      groupId,
      partitionAssigners: [this.member.assigner],
      sessionTimeout: limits.sessionMs,
      heartbeatInterval: limits.heartbeatMs,
      rebalanceTimeout: REBALANCE_MS_MAX,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: PARTITION_BYTES_MAX,
      maxBytes: FETCH_BYTES_MAX,
      allowAutoTopicCreation: false,
      retry: { ...FEW_RETRIES, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  private run(consumer: Consumer): Promise<void> {
    return consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.terms.sideBySide,
      eachBatch: async (payload) => {
        if (isOfThisGeneration(payload.batch)) await this.take(payload);
        await payload.heartbeat();
      },
    });
  }

  /** What is taken is not fetched again; said at once, because later there may be another generation. */
  private take(payload: EachBatchPayload): Promise<void> {
    const taken = this.terms.onBatch(payload.batch);
    payload.resolveOffset(payload.batch.lastOffset());
    return taken;
  }

  /** Rejects when kafkajs gives up. */
  private listen(consumer: Consumer): Promise<never> {
    const { topic } = this.terms;
    const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT } = consumer.events;
    const seen = (): void => void (this.lastSeenAt = Date.now());
    seen();
    consumer.on(HEARTBEAT, seen);
    consumer.on(FETCH, seen);
    consumer.on(GROUP_JOIN, ({ payload }) => {
      seen();
      this.member.remember(payload.memberId);
      this.terms.onJoin(payload.memberAssignment[topic] ?? []);
    });
    const crashed = new Promise<never>((_, reject) => {
      consumer.on(CRASH, ({ payload }) => reject(payload.error));
    });
    crashed.catch(() => undefined);
    return crashed;
  }

  /** Rejects when nothing is heard of the consumer for longer than any group takes to share its partitions out. */
  private async silence(life: SubscriptionPace): Promise<void> {
    const silenceMsMax = this.terms.limits.sessionMs + REBALANCE_MS_MAX;
    while (!life.isStopped()) {
      await life.pause(WATCH_EVERY_MS);
      if (Date.now() - this.lastSeenAt > silenceMsMax) throw new Error('the consumer fell silent');
    }
  }

  private async requireTopics(): Promise<void> {
    const { topic, needs = [] } = this.terms;
    const topics = await withAdmin(this.kafka, (admin) => admin.listTopics());
    const missing = [topic, ...needs].filter((name) => !topics.includes(name));
    if (missing.length > 0) throw new TopicMissing(`no such topic: ${missing.join(', ')}; create it first`);
  }
}
