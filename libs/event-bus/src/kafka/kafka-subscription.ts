// One member of a consumer group: its partitions, their lanes, what it has handled, how far it lags.
import { type EachBatchPayload, type Kafka } from 'kafkajs';
import { IN_FLIGHT_MAX } from '../delivery';
import { type EventSubscription } from '../event-bus.port';
import { report } from '../offering';
import { SubscriptionPace } from '../subscription-pace';
import { beginAtEnd } from './begin-at-end';
import { type DeadLetterBox } from './dead-letter-box';
import { withAdmin } from './kafka-client';
import { type KafkaLimits, type KafkaNames } from './kafka-options';
import { LastingConsumer, type Position } from './lasting-consumer';
import { consumerLags, consumerRestarts, consumerStarts } from './observations';
import { PartitionLane } from './partition-lane';
import { Slots } from './slots';

export interface MemberTerms {
  readonly kafka: Kafka;
  readonly names: KafkaNames;
  readonly limits: KafkaLimits;
  readonly letters: DeadLetterBox;
}

/** How long one batch may hold up the next; what is slower goes on beside it. */
const BATCH_MS_MAX = 1_000;
const COMMIT_EVERY_MS = 100;
const READY_AGAIN_MS = 1_000;

export class KafkaSubscription {
  private readonly pace = new SubscriptionPace();
  private readonly slots: Slots;
  private readonly consumer: LastingConsumer;
  private readonly groupId: string;
  private lanes = new Map<number, PartitionLane>();
  private readonly paused = new Set<number>();
  private readonly committed = new Map<number, bigint>();
  private beside: Promise<void>[] = [];
  private unlisten: () => void = () => undefined;
  private isStartKnown = false;

  constructor(
    private readonly terms: MemberTerms,
    private readonly subscription: EventSubscription,
  ) {
    const { kafka, names, limits } = terms;
    const inFlightMax = subscription.inFlightMax ?? IN_FLIGHT_MAX;
    this.slots = new Slots(inFlightMax);
    this.groupId = names.group(subscription.consumer);
    this.consumer = new LastingConsumer(kafka, {
      topic: names.events,
      needs: [names.deadLetters],
      groupId: this.groupId,
      limits,
      sideBySide: inFlightMax,
      prepare: () => this.prepare(),
      onJoin: (partitions) => this.share(partitions),
      onBatch: (batch) => this.take(batch),
      onFault: (error) => {
        consumerRestarts(subscription.consumer);
        this.fail(error);
      },
    });
  }

  async start(): Promise<void> {
    const { consumer } = this.subscription;
    consumerStarts(consumer);
    this.unlisten = this.terms.letters.onWantedBack(consumer, (call) =>
      this.lanes.get(call.sourcePartition)?.redrive(call),
    );
    this.beside = [this.commitAgainAndAgain(), this.measureAgainAndAgain()];
    try {
      await this.consumer.start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.unlisten();
    this.pace.stop();
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
    await Promise.all(this.beside);
    await this.commit();
    await this.consumer.stop();
    for (const partition of this.lanes.keys()) consumerLags(this.subscription.consumer, partition, 0);
  }

  private async prepare(): Promise<void> {
    if (this.isStartKnown || this.subscription.from !== 'end') return;
    await beginAtEnd(this.terms.kafka, this.terms.names.events, this.groupId);
    this.isStartKnown = true;
  }

  /** What the lanes before still hold comes again from the last commit, here or at another member. */
  private share(partitions: readonly number[]): void {
    const { subscription } = this;
    const { names, letters, limits } = this.terms;
    const before = [...this.lanes.values()];
    const over = Promise.all(before.map((lane) => lane.stop()));
    for (const { partition } of before) consumerLags(subscription.consumer, partition, 0);
    for (const partition of this.paused) this.consumer.resume(partition);
    this.paused.clear();
    this.committed.clear();
    const lanes = new Map<number, PartitionLane>();
    const ready = over.then(() => this.knowParked(lanes));
    for (const partition of this.pace.isStopped() ? [] : partitions) {
      const lane = new PartitionLane({
        subscription,
        topic: names.events,
        partition,
        slots: this.slots,
        letters,
        handlerMsMax: limits.handlerMsMax,
        ready,
        onSettled: (settled) => this.settled(settled),
      });
      lanes.set(partition, lane);
    }
    this.lanes = lanes;
  }

  /** A call that another member has parked is parked here too. */
  private async knowParked(lanes: ReadonlyMap<number, PartitionLane>): Promise<void> {
    const { consumer, attemptsMax } = this.subscription;
    while (attemptsMax !== undefined && !this.pace.isStopped() && lanes === this.lanes) {
      try {
        await this.terms.letters.caughtUp();
        break;
      } catch (error) {
        this.fail(error);
        await this.pace.pause(READY_AGAIN_MS);
      }
    }
    for (const call of this.terms.letters.wantedBack(consumer))
      lanes.get(call.sourcePartition)?.redrive(call);
  }

  private async take({ partition, messages }: EachBatchPayload['batch']): Promise<void> {
    if (this.pace.isStopped()) return;
    const lane = this.lanes.get(partition);
    if (!lane) throw new Error(`records of partition ${partition} came to a member that does not have it`);
    lane.take(messages);
    if (lane.size >= this.terms.limits.windowMax) {
      this.paused.add(partition);
      this.consumer.pause(partition);
    }
    const late = new SubscriptionPace();
    await Promise.race([lane.quiet(), late.pause(BATCH_MS_MAX), this.pace.untilStopped()]);
    late.stop();
  }

  private settled(lane: PartitionLane): void {
    const { partition, size } = lane;
    if (this.lanes.get(partition) !== lane) return;
    this.pace.wake();
    if (size > this.terms.limits.windowMax / 2 || !this.paused.delete(partition)) return;
    this.consumer.resume(partition);
  }

  private async commitAgainAndAgain(): Promise<void> {
    while (!this.pace.isStopped()) {
      await this.pace.news();
      if (this.pace.isStopped()) return;
      if (!(await this.commit())) this.pace.wake();
      await this.pace.pause(COMMIT_EVERY_MS);
    }
  }

  /** A position is true for every member and generation: what lies before it is handled. */
  private async commit(): Promise<boolean> {
    const positions = [...this.lanes.values()].flatMap(({ partition, position }): Position[] =>
      position === undefined || position === this.committed.get(partition)
        ? []
        : [{ partition, offset: position }],
    );
    if (positions.length === 0) return true;
    const isTaken = await this.consumer.commit(positions);
    if (isTaken) for (const { partition, offset } of positions) this.committed.set(partition, offset);
    return isTaken;
  }

  private async measureAgainAndAgain(): Promise<void> {
    const { lagEveryMs } = this.terms.limits;
    while (!this.pace.isStopped()) {
      await this.pace.pause(lagEveryMs);
      // While the broker is away there is nothing to compare with.
      if (!this.pace.isStopped()) await this.measure().catch(() => undefined);
    }
  }

  private async measure(): Promise<void> {
    const { kafka, names } = this.terms;
    const [ends, groups] = await withAdmin(kafka, (admin) =>
      Promise.all([
        admin.fetchTopicOffsets(names.events),
        admin.fetchOffsets({ groupId: this.groupId, topics: [names.events] }),
      ]),
    );
    const committed = new Map(
      groups[0]?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
    );
    for (const { partition, low, high } of ends) {
      if (!this.lanes.has(partition)) continue;
      const known = committed.get(partition) ?? -1n;
      const from = known < BigInt(low) ? BigInt(low) : known;
      consumerLags(this.subscription.consumer, partition, Number(BigInt(high) - from));
    }
  }

  private fail(error: unknown): void {
    report(this.subscription, { kind: 'bus-failed', error });
  }
}
