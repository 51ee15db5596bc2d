// The dead letters as consumers use them: set aside, know who is set aside, hand over again.
import { type Kafka, type KafkaMessage } from 'kafkajs';
import { type Answer, type DeadLetter, markOf, toAnswerRecord, toDeadRecord } from './dead-letter';
import { type GuardedProducer } from './guarded-producer';
import { type KafkaLimits } from './kafka-options';
import { letterIsDead } from './observations';
import { type ParkedCall, ParkedCalls } from './parked-calls';
import { TopicTail } from './topic-tail';

export interface DeadLetterTerms {
  readonly kafka: Kafka;
  readonly producer: GuardedProducer;
  readonly topic: string;
  readonly groupPrefix: string;
  readonly limits: KafkaLimits;
  readonly onFault: (error: unknown) => void;
}

type Listener = (call: ParkedCall) => void;

export class DeadLetterBox {
  private readonly calls = new ParkedCalls();
  private readonly listeners = new Map<string, Set<Listener>>();
  private tail: Promise<TopicTail> | undefined;

  constructor(private readonly terms: DeadLetterTerms) {}

  get topic(): string {
    return this.terms.topic;
  }

  /** Resolves when every parked call is known. Rejects when the broker is away. */
  async caughtUp(): Promise<void> {
    this.tail ??= this.startTail().catch((error: unknown) => {
      this.tail = undefined;
      throw error;
    });
    await (await this.tail).caughtUp();
  }

  isParked(consumer: string, callId: string): boolean {
    return this.calls.isParked(consumer, callId);
  }

  wantedBack(consumer: string): readonly ParkedCall[] {
    return this.calls.wantedBack(consumer);
  }

  /** Returns how to stop listening. */
  onWantedBack(consumer: string, listener: Listener): () => void {
    const listeners = this.listeners.get(consumer) ?? new Set();
    this.listeners.set(consumer, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Resolves when all replicas have it. */
  async bury(letter: DeadLetter): Promise<void> {
    const record = toDeadRecord(letter);
    const [sent] = await this.terms.producer.send(this.terms.topic, [record]);
    letterIsDead(letter.consumer, letter.reason);
    const callId = letter.source.message.key?.toString();
    if (letter.reason === 'poison' || callId === undefined) return;
    const { consumer, source } = letter;
    const offset = BigInt(sent?.baseOffset ?? 0);
    this.calls.apply({ kind: 'dead', consumer, callId, offset, sourcePartition: source.partition });
  }

  /** Resolves when the answer stands among the letters. */
  async answer(call: ParkedCall, answer: Answer): Promise<void> {
    const { consumer, callId } = call;
    await this.terms.producer.send(this.terms.topic, [toAnswerRecord(consumer, callId, answer)]);
    this.calls.apply({ consumer, callId, offset: -1n, ...answer });
  }

  /** What the call left since it was released last, in order. */
  async lettersOf({ consumer, callId, released }: ParkedCall): Promise<readonly KafkaMessage[]> {
    const letters: KafkaMessage[] = [];
    const tail = this.newTail((message) => {
      const mark = markOf(message);
      if (mark?.kind !== 'dead' || mark.consumer !== consumer || mark.callId !== callId) return;
      if (mark.offset > released) letters.push(message);
    });
    try {
      await tail.start();
      await tail.caughtUp();
      return letters;
    } finally {
      await tail.stop();
    }
  }

  async close(): Promise<void> {
    const tail = await this.tail?.catch(() => undefined);
    await tail?.stop();
  }

  private async startTail(): Promise<TopicTail> {
    const tail = this.newTail((message) => this.see(message));
    await tail.start();
    return tail;
  }

  private see(message: KafkaMessage): void {
    const mark = markOf(message);
    if (!mark) return;
    this.calls.apply(mark);
    if (mark.kind !== 'redrive') return;
    const call = this.calls.wantedBack(mark.consumer).find(({ callId }) => callId === mark.callId);
    if (call) for (const listener of this.listeners.get(mark.consumer) ?? []) listener(call);
  }

  private newTail(onRecord: (message: KafkaMessage) => void): TopicTail {
    const { kafka, topic, groupPrefix, limits, onFault } = this.terms;
    return new TopicTail(kafka, { topic, groupPrefix, limits, onRecord, onFault });
  }
}
