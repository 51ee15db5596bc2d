// The broker dies for a while; calls go on, and everything arrives in order when it is back.
import { startKafka } from '@trunkline/servers';
import { describeWith } from '@trunkline/testkit';
import { KafkaOnLoopback } from './kafka-on-loopback.double';
import { Tally } from './tally.double';

describeWith(['kafka'], 'an outage of the broker', () => {
  let kafka: KafkaOnLoopback;
  beforeAll(async () => {
    kafka = await KafkaOnLoopback.with(startKafka);
  });
  afterAll(() => kafka.stop());

  it('delays events, and neither loses, reorders nor repeats them for a projection', async () => {
    const { bus, record, relayFaults, store } = await kafka.platform();
    const tally = new Tally(store);
    const calls = Array.from({ length: 8 }, (_, call) => String(call));
    const recordOnEachCall = async (): Promise<void> => {
      for (const call of calls) await record(`call/${call}`, call);
    };
    let isLost: (() => void) | undefined;
    const lost = new Promise<void>((resolve) => (isLost = resolve));
    await bus.subscribe({
      consumer: 'trace',
      handler: tally.handler,
      onFault: ({ kind }) => kind === 'bus-failed' && isLost?.(),
    });
    await recordOnEachCall();
    await tally.untilApplied(8);

    await kafka.kill();
    // Both ends must have noticed, so that both have to begin anew.
    for (let round = 0; round < 5; round += 1) await recordOnEachCall();
    await lost;
    while (relayFaults.length < 3) await new Promise(setImmediate);
    await recordOnEachCall();
    // A process that starts in the middle of it does start.
    const late = new Tally(store);
    await bus.subscribe({ consumer: 'late', handler: late.handler });

    await kafka.startAgain();
    await recordOnEachCall();
    await Promise.all([tally.untilApplied(64), late.untilApplied(64)]);
    expect([tally.broken(), late.broken()]).toEqual([[], []]);
  });
});
