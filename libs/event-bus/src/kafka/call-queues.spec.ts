// One call's jobs wait for each other, other calls' jobs do not.
import { CallQueues } from './call-queues';

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('queues of calls', () => {
  it('keep the order of a call and let others pass', async () => {
    const queues = new CallQueues();
    const [slow, log] = [gate(), [] as string[]];
    queues.add('a', async () => {
      await slow.opened;
      log.push('a1');
    });
    queues.add('a', async () => void log.push('a2'));
    queues.add('b', async () => void log.push('b1'));
    await Promise.resolve();
    expect(log).toEqual(['b1']);
    slow.open();
    await queues.empty();
    expect(log).toEqual(['b1', 'a1', 'a2']);
  });

  it('are quiet while a call rests, and not before', async () => {
    const queues = new CallQueues();
    const [working, resting] = [gate(), gate()];
    const log: string[] = [];
    queues.add('a', async () => {
      await working.opened;
      await queues.rest(() => resting.opened);
      log.push('went on');
    });
    queues.add('a', async () => void log.push('successor'));
    const quiet = queues.quiet().then(() => log.push('quiet'));
    working.open();
    await quiet;
    expect(log).toEqual(['quiet']);
    resting.open();
    await queues.empty();
    expect(log).toEqual(['quiet', 'went on', 'successor']);
  });
});
