// Puts a group that has no position at the end of now, before it reads for the first time.
import { type Admin, type Kafka } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { withAdmin } from './kafka-client';

const TRIES_MAX = 10;
const AGAIN_MS = 200;

export const beginAtEnd = (kafka: Kafka, topic: string, groupId: string): Promise<void> =>
  withAdmin(kafka, async (admin) => {
    for (let tries = 1; ; tries += 1) {
      try {
        await fillPositions(admin, topic, groupId);
        return;
      } catch (error) {
        // Another member of the group may just be doing the same: then the positions are there the next time.
        if (tries >= TRIES_MAX) throw error;
      }
      await pause(AGAIN_MS);
    }
  });

const fillPositions = async (admin: Admin, topic: string, groupId: string): Promise<void> => {
  const [ends, [group]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
  ]);
  const known = new Set(group?.partitions.filter(({ offset }) => offset !== '-1').map(({ partition }) => partition));
  const partitions = ends
    .filter(({ partition }) => !known.has(partition))
    .map(({ partition, high }) => ({ partition, offset: high }));
  if (partitions.length > 0) await admin.setOffsets({ groupId, topic, partitions });
};
