// One partition on its way through a handler: calls side by side, each call's events one by one, letters set aside.
import { type KafkaMessage } from 'kafkajs';
import { backoffMs } from '../backoff';
import { type EventSubscription } from '../event-bus.port';
import { isWanted, offer, type Offered, type Pace, report } from '../offering';
import { SubscriptionPace } from '../subscription-pace';
import { CallQueues } from './call-queues';
import { type Answer, type DeadLetter } from './dead-letter';
import { type DeadLetterBox } from './dead-letter-box';
import { type Arrived, fromKafkaRecord } from './kafka-record';
import { OffsetWindow } from './offset-window';
import { type ParkedCall } from './parked-calls';
import { type Slots } from './slots';
import { within } from './time-limit';

export interface LaneTerms {
  readonly subscription: EventSubscription;
  readonly topic: string;
  readonly partition: number;
  readonly slots: Slots;
  readonly letters: DeadLetterBox;
  readonly handlerMsMax: number;
  /** Nothing is handed over before it; never rejects. */
  readonly ready: Promise<void>;
  /** The position or the size has changed. */
  onSettled(lane: PartitionLane): void;
}

export class PartitionLane {
  private readonly window = new OffsetWindow();
  private readonly queues = new CallQueues();
  private readonly pace = new SubscriptionPace();
  private readonly comingBack = new Set<string>();

  constructor(private readonly terms: LaneTerms) {}

  get partition(): number {
    return this.terms.partition;
  }

  /** Every record before it is handled; undefined before the first. */
  get position(): bigint | undefined {
    return this.window.position;
  }

  get size(): number {
    return this.window.size;
  }

  take(messages: readonly KafkaMessage[]): void {
    for (const message of messages) this.add(message);
  }

  /** The call's dead letters are handed over before what comes next of it. */
  redrive(call: ParkedCall): void {
    if (this.comingBack.has(call.callId)) return;
    this.comingBack.add(call.callId);
    this.queues.add(call.callId, async () => {
      await this.terms.ready;
      await this.persist(() => this.handOverAgain(call));
      this.comingBack.delete(call.callId);
      const { letters, subscription } = this.terms;
      const again = letters.wantedBack(subscription.consumer).find(({ callId }) => callId === call.callId);
      if (again && !this.pace.isStopped()) this.redrive(again);
    });
  }

  /** Resolves when all that was taken is handled, or waits to be offered again. */
  quiet(): Promise<void> {
    return this.queues.quiet();
  }

  /** Resolves when no handler runs any more; nothing is handed over after the call. */
  stop(): Promise<void> {
    this.pace.stop();
    return this.queues.empty();
  }

  private add(message: KafkaMessage): void {
    const record = this.window.take(BigInt(message.offset));
    const arrived = fromKafkaRecord(message);
    const settle = (): void => {
      this.window.settle(record);
      this.terms.onSettled(this);
    };
    if (arrived.kind === 'event' && !isWanted(this.terms.subscription, arrived.event)) {
      settle();
      return;
    }
    this.queues.add(message.key?.toString() ?? '', async () => {
      await this.terms.ready;
      if (await this.treat(message, arrived)) settle();
    });
  }

  /** Resolves to false when it was stopped before. */
  private async treat(message: KafkaMessage, arrived: Arrived): Promise<boolean> {
    const { subscription, letters } = this.terms;
    const { consumer, attemptsMax } = subscription;
    if (arrived.kind === 'poison')
      return this.bury(message, { reason: 'poison', error: new Error(arrived.because) });
    const { event } = arrived;
    // Behind a dead letter of its call it would be out of order.
    if (attemptsMax !== undefined && letters.isParked(consumer, event.callId)) {
      return this.bury(message, { reason: 'follows' });
    }
    const offered = await this.offer(arrived);
    if (offered.kind !== 'given-up') return offered.kind === 'handled';
    const isBuried = await this.bury(message, { reason: 'attempts', error: offered.error });
    if (isBuried) report(subscription, { kind: 'parked', event, error: offered.error });
    return isBuried;
  }

  private async offer({ event }: Extract<Arrived, { kind: 'event' }>): Promise<Offered> {
    const { subscription, slots, handlerMsMax } = this.terms;
    let isSkipped = false;
    const handler: EventSubscription['handler'] = (offered) =>
      slots.use(async () => {
        isSkipped = this.pace.isStopped();
        if (!isSkipped) await within(handlerMsMax, 'a handler', () => subscription.handler(offered));
      });
    const pace: Pace = { isStopped: () => this.pace.isStopped(), pause: (ms) => this.rest(ms) };
    const offered = await offer({ ...subscription, handler }, event, pace);
    return isSkipped ? { kind: 'stopped' } : offered;
  }

  private bury(message: KafkaMessage, why: Pick<DeadLetter, 'reason' | 'error'>): Promise<boolean> {
    const { subscription, letters, topic, partition } = this.terms;
    const letter = { consumer: subscription.consumer, source: { topic, partition, message }, ...why };
    return this.persist(() => letters.bury(letter));
  }

  private async handOverAgain(call: ParkedCall): Promise<void> {
    const { letters } = this.terms;
    const { request } = call;
    let upTo = call.released;
    for (const message of await letters.lettersOf(call)) {
      const arrived = fromKafkaRecord(message);
      const offered = arrived.kind === 'event' ? await this.offer(arrived) : undefined;
      if (offered?.kind === 'stopped') return;
      if (offered?.kind === 'given-up') {
        await this.answer(call, { kind: 'kept', request });
        return;
      }
      upTo = BigInt(message.offset);
    }
    await this.answer(call, { kind: 'released', upTo, request });
  }

  private async answer(call: ParkedCall, answer: Answer): Promise<void> {
    await this.terms.letters.answer(call, answer);
  }

  /** Tries until the broker takes it; resolves to false when it was stopped before. */
  private async persist(work: () => Promise<void>): Promise<boolean> {
    for (let failures = 1; !this.pace.isStopped(); failures += 1) {
      try {
        await work();
        return true;
      } catch (error) {
        report(this.terms.subscription, { kind: 'bus-failed', error });
        await this.rest(backoffMs(failures, Math.random()));
      }
    }
    return false;
  }

  private rest(ms: number): Promise<void> {
    return this.queues.rest(() => this.pace.pause(ms));
  }
}
