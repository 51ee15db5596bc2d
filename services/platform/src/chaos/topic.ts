// The topic of a row, read beside the record and written into by somebody who should not.
import { openKafka } from '@trunkline/event-bus';
import { kafkaClient, withAdmin } from '@trunkline/event-bus/kafka/kafka-client';
import { kafkaNames } from '@trunkline/event-bus/kafka/kafka-options';
import { type Recorded } from '@trunkline/event-sourcing';
import { type RunningProcesses } from '../processes/start-processes';
import { eventually } from '../trial/eventually';
import { allEvents } from '../trial/record-reading';
import { type Stage } from './stage';

const CLIENT = 'chaos';

export const topicOf = (
  running: RunningProcesses,
  broker: () => string,
): Pick<Stage, 'putPoison' | 'deadLetters' | 'behindRecord'> => {
  const options = () => ({ brokers: [broker()], clientId: CLIENT, prefix: running.topicPrefix });
  const names = () => kafkaNames(running.topicPrefix);
  return {
    putPoison: async () => {
      const producer = kafkaClient(options()).producer();
      await producer.connect();
      const value = Buffer.from('no event of ours');
      await producer.send({ topic: names().events, messages: [{ key: 'poison', value }] });
      await producer.disconnect();
    },
    deadLetters: () =>
      withAdmin(kafkaClient(options()), async (admin) => {
        const offsets = await admin.fetchTopicOffsets(names().deadLetters);
        return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
      }),
    behindRecord: async (ms) => {
      const kafka = openKafka(options());
      const carried: Recorded[] = [];
      const consumer = `${CLIENT}-${process.pid}-${process.hrtime.bigint()}`;
      const subscription = await kafka.bus.subscribe({
        consumer,
        from: 'beginning',
        handler: async (event) => void carried.push(event),
      });
      try {
        let missing: readonly string[] = [];
        await eventually('a topic and read models that say what the record says', ms, async () => {
          missing = [...(await notCarried(running, carried)), ...(await notRead(running))];
          return missing.length === 0 ? true : undefined;
        }).catch(() => undefined);
        return missing;
      } finally {
        await subscription.stop();
        await kafka.close();
      }
    },
  };
};

/** Order per stream: whatever comes again, each version is first seen after the one before it. */
const notCarried = async (
  { record }: RunningProcesses,
  carried: readonly Recorded[],
): Promise<readonly string[]> => {
  const seen = new Map<string, number>();
  const broken: string[] = [];
  for (const { stream, version } of carried) {
    const last = seen.get(stream) ?? -1;
    if (version > last + 1) broken.push(`${stream}: version ${version} is carried before ${last + 1}`);
    seen.set(stream, Math.max(last, version));
  }
  const wanted = new Map<string, number>();
  for (const { stream, version } of await allEvents(record.store)) wanted.set(stream, version);
  for (const [stream, version] of wanted)
    if ((seen.get(stream) ?? -1) < version)
      broken.push(`${stream}: carried up to ${seen.get(stream)} of ${version}`);
  return broken;
};

interface CallRow {
  readonly callId: string;
  readonly outcome?: string;
}

/** The trace's list of calls beside their ends in the record. */
const notRead = async ({ record, trace, deskKey }: RunningProcesses): Promise<readonly string[]> => {
  const answer = await fetch(`http://${trace.host}:${trace.port}/v1/calls?limit=200`, {
    headers: { authorization: `Bearer ${deskKey}` },
  }).catch(() => undefined);
  if (!answer?.ok) return [`the trace answers ${answer?.status ?? 'nothing'}`];
  const { calls } = (await answer.json()) as { calls: readonly CallRow[] };
  const shown = new Map(calls.map(({ callId, outcome }) => [callId, outcome]));
  return (await allEvents(record.store)).flatMap(({ callId, event }) => {
    if (event.type !== 'CallEnded' || !('outcome' in event)) return [];
    const outcome = shown.get(callId);
    return outcome === event.outcome
      ? []
      : [`the trace says ${outcome} of call ${callId}, the record ${String(event.outcome)}`];
  });
};
