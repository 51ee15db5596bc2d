// Asks that a consumer's dead letters be handed over again; who holds the call's partition does it, and answers.
import { setTimeout as pause } from 'node:timers/promises';
import { markOf, toRedriveRecord } from './dead-letter';
import { GuardedProducer } from './guarded-producer';
import { kafkaClient } from './kafka-client';
import { kafkaNames, type KafkaOptions, limitsOf } from './kafka-options';
import { type Mark, type ParkedCall, ParkedCalls } from './parked-calls';
import { TopicTail } from './topic-tail';

export interface Redriven {
  /** Calls whose dead letters are all handled; what comes of them goes its usual way again. */
  readonly released: readonly string[];
  /** Calls of which an event was rejected again as often as it may be. */
  readonly kept: readonly string[];
  /** Calls that nobody answered for in time; a member that comes later does. */
  readonly unanswered: readonly string[];
}

export interface RedriveTerms {
  readonly consumer: string;
  /** Default: all that the consumer has set aside. */
  readonly callId?: string;
  /** Default 60 000. */
  readonly answerMsMax?: number;
}

const ANSWER_MS_MAX = 60_000;
const LOOK_EVERY_MS = 100;

/** What consumers have set aside at this moment. */
export const parkedCalls = (options: KafkaOptions, consumer?: string): Promise<readonly ParkedCall[]> =>
  following(options, async (letters) => letters.calls.parked(consumer));

export const redrive = (options: KafkaOptions, terms: RedriveTerms): Promise<Redriven> =>
  following(options, async (letters) => {
    const { consumer, callId, answerMsMax = ANSWER_MS_MAX } = terms;
    const wanted = letters.calls
      .parked(consumer)
      .map((call) => call.callId)
      .filter((parked) => callId === undefined || parked === callId);
    await letters.ask(consumer, wanted);
    const isOpen = (call: string): boolean => !letters.answers.has(call);
    for (let waitedMs = 0; waitedMs < answerMsMax && wanted.some(isOpen); waitedMs += LOOK_EVERY_MS) {
      await pause(LOOK_EVERY_MS);
    }
    const answered = (kind: Mark['kind']): string[] =>
      wanted.filter((call) => letters.answers.get(call) === kind);
    return { released: answered('released'), kept: answered('kept'), unanswered: wanted.filter(isOpen) };
  });

/** The dead letters from outside of any consumer. */
class Letters {
  readonly calls = new ParkedCalls();
  /** By call, since it was asked for. */
  readonly answers = new Map<string, Mark['kind']>();
  private asked: { readonly consumer: string; readonly calls: ReadonlySet<string> } | undefined;

  constructor(
    private readonly producer: GuardedProducer,
    private readonly topic: string,
  ) {}

  async ask(consumer: string, calls: readonly string[]): Promise<void> {
    this.asked = { consumer, calls: new Set(calls) };
    if (calls.length === 0) return;
    await this.producer.send(
      this.topic,
      calls.map((callId) => toRedriveRecord(consumer, callId)),
    );
  }

  see(mark: Mark): void {
    this.calls.apply(mark);
    if (mark.kind !== 'released' && mark.kind !== 'kept') return;
    if (this.asked?.consumer === mark.consumer && this.asked.calls.has(mark.callId)) {
      this.answers.set(mark.callId, mark.kind);
    }
  }
}

const following = async <T>(options: KafkaOptions, work: (letters: Letters) => Promise<T>): Promise<T> => {
  const kafka = kafkaClient(options);
  const names = kafkaNames(options.prefix);
  const producer = new GuardedProducer(kafka);
  const letters = new Letters(producer, names.deadLetters);
  const tail = new TopicTail(kafka, {
    topic: names.deadLetters,
    groupPrefix: names.group(`dead-letters.${options.clientId}`),
    limits: limitsOf(options),
    onRecord: (message) => {
      const mark = markOf(message);
      if (mark) letters.see(mark);
    },
    onFault: (error) => options.log?.warn({ err: error }, 'the dead letters are not followed at the moment'),
  });
  try {
    await tail.start();
    await tail.caughtUp();
    return await work(letters);
  } finally {
    await tail.stop();
    await producer.close();
  }
};
