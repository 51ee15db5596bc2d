// A producer that neither loses nor reorders: one request at a time, and a new producer id after every failure.
import {
  type Kafka,
  type Message,
  Partitioners,
  type Producer,
  type RecordMetadata,
  type TopicMessages,
} from 'kafkajs';
import { FEW_RETRIES, REQUEST_MS_MAX } from './kafka-client';
import { within } from './time-limit';

const ACKED_BY_ALL = -1;
const SEND_MS_MAX = 45_000;
const CLOSE_MS_MAX = 5_000;

/**
 * kafkajs rolls its sequence number back when a request fails, and the next request takes the same number: with two on
 * their way, one can be acknowledged that was never written. So there is one on its way, and after a failure the
 * producer is thrown away; who sent sends again what was not acknowledged, and consumers know it by stream and version.
 */
export class GuardedProducer {
  private producer: Promise<Producer> | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(private readonly kafka: Kafka) {}

  /** Resolves when all in-sync replicas have it; a rejection may have let some through. Sends in the order of calls. */
  send(topic: string, messages: Message[]): Promise<RecordMetadata[]> {
    const sent = this.last.then(() => this.sendNow({ topic, messages }));
    this.last = sent.catch(() => undefined);
    return sent;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    // What is on its way to a broker that is away is not waited for: the relay sends it again.
    await within(CLOSE_MS_MAX, 'a last send', () => this.last).catch(() => undefined);
    await this.drop();
  }

  private async sendNow(batch: TopicMessages): Promise<RecordMetadata[]> {
    if (this.isClosed) throw new Error('the producer is closed');
    try {
      return await within(SEND_MS_MAX, 'a send', async () => {
        this.producer ??= this.connect();
        const producer = await this.producer;
        return producer.sendBatch({ acks: ACKED_BY_ALL, timeout: REQUEST_MS_MAX, topicMessages: [batch] });
      });
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: FEW_RETRIES,
    });
    try {
      await producer.connect();
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
    return producer;
  }

  private async drop(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    const close = async (): Promise<void> => (await producer)?.disconnect();
    await within(CLOSE_MS_MAX, 'closing a producer', close).catch(() => undefined);
  }
}
