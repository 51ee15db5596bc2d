// What a consumer cannot handle is set aside, in the order of its call, until somebody asks for it again.
import { type Recorded } from '@trunkline/event-sourcing';
import { startKafka } from '@trunkline/servers';
import { describeWith } from '@trunkline/testkit';
import { type KafkaMessage } from 'kafkajs';
import { type BusFault } from '../event-bus.port';
import { kafkaClient } from './kafka-client';
import { KafkaOnLoopback } from './kafka-on-loopback.double';
import { headerOf } from './kafka-record';
import { limitsOf } from './kafka-options';
import { parkedCalls, redrive } from './redrive';
import { TopicTail } from './topic-tail';

type Platform = Awaited<ReturnType<KafkaOnLoopback['platform']>>;

describeWith(['kafka'], 'dead letters', () => {
  let kafka: KafkaOnLoopback;
  beforeAll(async () => {
    kafka = await KafkaOnLoopback.with(startKafka);
  });
  afterEach(() => kafka.closePlatforms());
  afterAll(() => kafka.stop());

  /** A consumer that rejects every event of the broken calls, and what it took and reported. */
  const consumerOf = async (platform: Platform, consumer: string) => {
    const [taken, broken, faults] = [[] as string[], new Set<string>(), [] as BusFault['kind'][]];
    const waiters: { readonly isOver: () => boolean; readonly release: () => void }[] = [];
    const look = (): void => {
      for (const { isOver, release } of waiters) if (isOver()) release();
    };
    const handler = async ({ callId, stream, version }: Recorded): Promise<void> => {
      if (broken.has(callId)) throw new Error('broken');
      taken.push(`${stream}@${version}`);
      look();
    };
    const onFault = ({ kind }: BusFault): void => {
      faults.push(kind);
      look();
    };
    const subscription = await platform.bus.subscribe({
      consumer,
      handler,
      attemptsMax: 2,
      from: 'end',
      onFault,
    });
    const until = (isOver: () => boolean): Promise<void> =>
      new Promise((release) => {
        waiters.push({ isOver, release });
        look();
      });
    return { taken, broken, faults, until, subscription };
  };

  /** The first event of c1 is given up. */
  const setAside = async (
    platform: Platform,
    consumer: Awaited<ReturnType<typeof consumerOf>>,
  ): Promise<void> => {
    consumer.broken.add('c1');
    await platform.append('call/1', 'c1');
    await consumer.until(() => consumer.faults.includes('parked'));
  };

  const lettersIn = async (platform: Platform): Promise<KafkaMessage[]> => {
    const letters: KafkaMessage[] = [];
    const { options, names } = platform;
    const tail = new TopicTail(kafkaClient(options), {
      topic: names.deadLetters,
      groupPrefix: names.group('spec'),
      limits: limitsOf(options),
      onRecord: (message) => letters.push(message),
      onFault: () => undefined,
    });
    await tail.start();
    await tail.caughtUp();
    await tail.stop();
    return letters;
  };

  it('keep a call that was given up, and what comes after, and hand it over in order', async () => {
    const platform = await kafka.platform();
    const consumer = await consumerOf(platform, 'trace');
    await setAside(platform, consumer);
    consumer.broken.clear();
    for (const [stream, call] of [
      ['call/1', 'c1'],
      ['line/1', 'c1'],
      ['call/2', 'c2'],
    ] as const) {
      await platform.append(stream, call);
    }
    await consumer.until(() => consumer.taken.length === 1);
    expect(consumer.taken).toEqual(['call/2@0']);
    expect(await parkedCalls(platform.options)).toMatchObject([{ consumer: 'trace', callId: 'c1' }]);

    expect(await redrive(platform.options, { consumer: 'trace' })).toEqual({
      released: ['c1'],
      kept: [],
      unanswered: [],
    });
    await platform.append('call/1', 'c1');
    await consumer.until(() => consumer.taken.length === 5);
    expect(consumer.taken).toEqual(['call/2@0', 'call/1@0', 'call/1@1', 'line/1@0', 'call/1@2']);
    expect(await parkedCalls(platform.options)).toEqual([]);
  });

  it('say what happened to what they keep', async () => {
    const platform = await kafka.platform();
    const consumer = await consumerOf(platform, 'trace');
    await setAside(platform, consumer);
    const [letter] = await lettersIn(platform);
    const header = (name: string): string => headerOf(letter?.headers, name);
    expect([letter?.key?.toString(), header('consumer'), header('reason'), header('cause-message')]).toEqual([
      'c1',
      'trace',
      'attempts',
      'broken',
    ]);
    expect([header('source-topic'), header('stream'), header('version')]).toEqual([
      platform.names.events,
      'call/1',
      '0',
    ]);
  });

  it('keep what is rejected again', async () => {
    const platform = await kafka.platform();
    const consumer = await consumerOf(platform, 'trace');
    await setAside(platform, consumer);
    expect(await redrive(platform.options, { consumer: 'trace', callId: 'c1' })).toMatchObject({
      kept: ['c1'],
    });
    expect(await parkedCalls(platform.options)).toHaveLength(1);
  });

  it('are known to the next member of the group, which answers requests from before its time', async () => {
    const platform = await kafka.platform();
    const first = await consumerOf(platform, 'trace');
    await setAside(platform, first);
    await first.subscription.stop();
    await platform.append('call/1', 'c1');
    const asked = await redrive(platform.options, { consumer: 'trace', answerMsMax: 0 });
    expect(asked.unanswered).toEqual(['c1']);

    const second = await consumerOf({ ...platform, bus: platform.another().bus }, 'trace');
    await second.until(() => second.taken.length === 2);
    expect(second.taken).toEqual(['call/1@0', 'call/1@1']);
  });

  it('take poison, and let its partition go on', async () => {
    const platform = await kafka.platform();
    const consumer = await consumerOf(platform, 'trace');
    const producer = kafkaClient(platform.options).producer();
    await producer.connect();
    await producer.send({ topic: platform.names.events, messages: [{ key: 'c1', value: 'no protobuf' }] });
    await producer.disconnect();
    await platform.append('call/1', 'c1');
    await consumer.until(() => consumer.taken.length === 1);
    expect(consumer.taken).toEqual(['call/1@0']);
    expect((await lettersIn(platform)).map(({ headers }) => headerOf(headers, 'reason'))).toEqual(['poison']);
    expect(await parkedCalls(platform.options)).toEqual([]);
  });
});
