// Reads a whole topic from its beginning and on, for itself alone: nobody shares it, nothing is committed.
import { newId } from '@trunkline/runtime';
import { type Kafka, type KafkaMessage } from 'kafkajs';
import { withAdmin } from './kafka-client';
import { type KafkaLimits } from './kafka-options';
import { LastingConsumer } from './lasting-consumer';
import { within } from './time-limit';

export interface TailTerms {
  readonly topic: string;
  /** Its own group gets this and something unique as its name. */
  readonly groupPrefix: string;
  readonly limits: KafkaLimits;
  /** Each record of a partition once and in order. */
  onRecord(message: KafkaMessage): void;
  readonly onFault: (error: unknown) => void;
}

const CATCH_UP_MS_MAX = 60_000;

export class TopicTail {
  private readonly groupId: string;
  private readonly consumer: LastingConsumer;
  /** Offset that comes next, by partition. */
  private readonly next = new Map<number, bigint>();
  private listeners: (() => void)[] = [];

  constructor(
    private readonly kafka: Kafka,
    private readonly terms: TailTerms,
  ) {
    const { topic, groupPrefix, limits, onFault } = terms;
    this.groupId = `${groupPrefix}.${newId(Date.now())}`;
    this.consumer = new LastingConsumer(kafka, {
      topic,
      groupId: this.groupId,
      limits,
      sideBySide: 1,
      onJoin: () => undefined,
      onBatch: async ({ partition, messages }) => this.take(partition, messages),
      onFault,
    });
  }

  start(): Promise<void> {
    return this.consumer.start();
  }

  async stop(): Promise<void> {
    await this.consumer.stop();
    await withAdmin(this.kafka, (admin) => admin.deleteGroups([this.groupId])).catch(() => undefined);
  }

  /** Resolves when every record was seen that the topic holds at this moment. Rejects when the broker is away. */
  async caughtUp(): Promise<void> {
    const ends = await withAdmin(this.kafka, (admin) => admin.fetchTopicOffsets(this.terms.topic));
    const isBehind = (): boolean =>
      ends.some(({ partition, low, high }) => BigInt(high) > (this.next.get(partition) ?? BigInt(low)));
    await within(CATCH_UP_MS_MAX, 'reading a topic to its end', async () => {
      while (isBehind()) await new Promise<void>((resolve) => this.listeners.push(resolve));
    });
  }

  private take(partition: number, messages: readonly KafkaMessage[]): void {
    for (const message of messages) {
      const offset = BigInt(message.offset);
      if (offset < (this.next.get(partition) ?? 0n)) continue;
      this.terms.onRecord(message);
      this.next.set(partition, offset + 1n);
    }
    for (const listener of this.listeners.splice(0)) listener();
  }
}
