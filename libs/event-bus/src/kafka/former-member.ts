// Lets a consumer that begins anew come back to its group as the member that it was.
import { ConfigError } from '@trunkline/runtime';
import { type PartitionAssigner, PartitionAssigners } from 'kafkajs';
import { createRequire } from 'node:module';

/** What is read and set of kafkajs's consumer group. */
interface ConsumerGroup {
  memberId: string | null;
  readonly assigners: readonly object[];
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
}

const MODULE = 'kafkajs/src/consumer/consumerGroup';

const byAssigner = new WeakMap<object, FormerMember>();
const patched = new WeakSet<object>();

/**
 * A consumer that lost its broker could not leave its group, and kafkajs makes a new member of its successor. The group
 * then waits for the old one until its session is over before anybody reads: after every outage, for as long.
 */
export class FormerMember {
  private memberId: string | undefined;

  /** Its own for each consumer: by it the group is told whose it is. */
  readonly assigner: PartitionAssigner = (config) => {
    const assigner = PartitionAssigners.roundRobin(config);
    byAssigner.set(assigner, this);
    return assigner;
  };

  remember(memberId: string): void {
    this.memberId = memberId;
  }

  /** Once: a group that does not know the name any more gets a new member. */
  take(): string | undefined {
    const { memberId } = this;
    this.memberId = undefined;
    return memberId;
  }
}

/** Idempotent. Throws ConfigError when another kafkajs is installed than the one that needs this. */
export const patchConsumerGroup = (): void => {
  const group: unknown = createRequire(__filename)(MODULE);
  if (!isConsumerGroupClass(group))
    throw new ConfigError(`kafkajs: ${MODULE} is not what the member patch expects`);
  const { prototype } = group;
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const { joinAndSync } = prototype;
  prototype.joinAndSync = function () {
    this.memberId ??= formerName(this.assigners);
    return joinAndSync.call(this);
  };
};

const formerName = (assigners: readonly object[]): string | null =>
  assigners.map((assigner) => byAssigner.get(assigner)?.take()).find((name) => name !== undefined) ?? null;

const isConsumerGroupClass = (value: unknown): value is { readonly prototype: ConsumerGroup } =>
  typeof value === 'function' &&
  typeof value.prototype === 'object' &&
  value.prototype !== null &&
  'joinAndSync' in value.prototype;
