// Two mends of kafkajs's consumer group: a consumer that begins anew is the member it was, and stale batches are told.
import { ConfigError } from '@trunkline/runtime';
import { type PartitionAssigner, PartitionAssigners } from 'kafkajs';
import { createRequire } from 'node:module';

/** What is read and set of kafkajs's consumer group. */
interface ConsumerGroup {
  memberId: string | null;
  /** Another one each time that the group shares its partitions out. */
  readonly generationId: number | null;
  readonly assigners: readonly object[];
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
  fetch: (this: ConsumerGroup, nodeId: string) => Promise<readonly object[]>;
}

const MODULE = 'kafkajs/src/consumer/consumerGroup';

const byAssigner = new WeakMap<object, FormerMember>();
const origins = new WeakMap<
  object,
  { readonly group: ConsumerGroup; readonly generationId: number | null }
>();
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
  if (!isConsumerGroupClass(group)) throw new ConfigError(`kafkajs: ${MODULE} is not what the patch expects`);
  const { prototype } = group;
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const { joinAndSync, fetch } = prototype;
  prototype.joinAndSync = function () {
    this.memberId ??= formerName(this.assigners);
    return joinAndSync.call(this);
  };
  prototype.fetch = async function (nodeId) {
    const { generationId } = this;
    const batches = await fetch.call(this, nodeId);
    for (const batch of batches) origins.set(batch, { group: this, generationId });
    return batches;
  };
};

/**
 * False for a batch that was asked for before the group shared its partitions out anew, as happens when one of several
 * brokers tells of it: the position has gone back to the last commit, and to take such a batch would leave out what
 * lies between. Its records come again.
 */
export const isOfThisGeneration = (batch: object): boolean => {
  const origin = origins.get(batch);
  return origin !== undefined && origin.group.generationId === origin.generationId;
};

const formerName = (assigners: readonly object[]): string | null =>
  assigners.map((assigner) => byAssigner.get(assigner)?.take()).find((name) => name !== undefined) ?? null;

const isConsumerGroupClass = (value: unknown): value is { readonly prototype: ConsumerGroup } =>
  typeof value === 'function' &&
  typeof value.prototype === 'object' &&
  value.prototype !== null &&
  'joinAndSync' in value.prototype &&
  'fetch' in value.prototype;
