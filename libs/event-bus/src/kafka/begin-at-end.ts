// Puts a group that has no position at the end of now, before it reads for the first time.
import { type Admin, type Consumer, type Kafka } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { FEW_RETRIES, REQUEST_MS_MAX, withAdmin } from './kafka-client';
import { within } from './time-limit';

const TRIES_MAX = 50;
const AGAIN_MS = 200;
const FETCH_WAIT_MS = 50;

/** Rejects when the broker is away, or when other members never let it lead. */
export const beginAtEnd = (kafka: Kafka, topic: string, groupId: string): Promise<void> =>
  withAdmin(kafka, async (admin) => {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      if ((await unknownPositions(admin, topic, groupId)).length === 0) return;
      await asMember(kafka, { topic, groupId }, async (consumer, isLeader) => {
        // One member decides, and looks again: two that did it at once could move each other forward.
        const missing = isLeader ? await unknownPositions(admin, topic, groupId) : [];
        if (missing.length > 0)
          await consumer.commitOffsets(missing.map((position) => ({ topic, ...position })));
      });
      await pause(AGAIN_MS);
    }
    throw new Error(`the group ${groupId} has no position, and others lead it`);
  });

/** With the offset that each would begin at. */
const unknownPositions = async (
  admin: Admin,
  topic: string,
  groupId: string,
): Promise<{ partition: number; offset: string }[]> => {
  const [ends, [group]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
  ]);
  const known = new Set(
    group?.partitions.filter(({ offset }) => offset !== '-1').map(({ partition }) => partition),
  );
  return ends
    .filter(({ partition }) => !known.has(partition))
    .map(({ partition, high }) => ({ partition, offset: high }));
};

/** Offsets are committed by members. kafkajs's own way waits for a fetch of 5 s. */
const asMember = async (
  kafka: Kafka,
  { topic, groupId }: { readonly topic: string; readonly groupId: string },
  work: (consumer: Consumer, isLeader: boolean) => Promise<void>,
): Promise<void> => {
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: { ...FEW_RETRIES, restartOnFailure: () => Promise.resolve(false) },
  });
  let isLeader = false;
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => void (isLeader = payload.isLeader));
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: () => Promise.resolve(),
    });
    await work(consumer, isLeader);
  } finally {
    await within(REQUEST_MS_MAX, 'leaving a group', () => consumer.disconnect()).catch(() => undefined);
  }
};
