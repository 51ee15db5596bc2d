// One of several instances has the duty; another takes up what is open when it is gone, and not before.
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { SoleDuty } from '../adapters/out/sole-duty';
import { type DutyLock } from '../ports/duty-lock.port';
import { type Handoffs } from './handoffs';
import { NotOnDuty, OnDuty } from './on-duty';

const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 30; turns += 1) await Promise.resolve();
};

const instance = (lock: DutyLock, name: string, log: string[]) => {
  let due: (() => void) | undefined;
  const handoffs = {
    start: async () => void log.push(`${name} takes up`),
    close: async () => void log.push(`${name} leaves`),
  };
  const duty = new OnDuty({
    lock,
    begin: () => handoffs as Handoffs,
    clock: () => 0,
    scheduler: {
      schedule: (_, run) => {
        due = run;
        return () => {
          due = undefined;
        };
      },
    },
    onFault: (error) => log.push(`${name}: ${error instanceof Error ? error.name : 'fault'}`),
    onChanged: () => undefined,
  });
  const look = async (): Promise<void> => {
    due?.();
    await settled();
  };
  return { duty, look };
};

it('is with the first, and with the second once the first is gone', async () => {
  const [lock, log] = [new SoleDuty(), [] as string[]];
  const [one, other] = [instance(lock, 'one', log), instance(lock, 'other', log)];
  await one.duty.start();
  await other.duty.start();
  expect([one.duty.isOnDuty, other.duty.isOnDuty]).toEqual([true, false]);
  expect(() => other.duty.handoffs).toThrow(NotOnDuty);
  await other.look();
  expect(log).toEqual(['one takes up']);
  await one.duty.close();
  await other.look();
  expect(log).toEqual(['one takes up', 'one leaves', 'other takes up']);
  await other.duty.close();
});

it('is given up by who has lost it, and taken again when it is free', async () => {
  let isLost = false;
  const sole = new SoleDuty();
  const lock: DutyLock = {
    take: async () => {
      const duty = await sole.take();
      return (
        duty && {
          ...duty,
          isStillOurs: () => (isLost ? Promise.reject(new StoreUnavailable('gone')) : duty.isStillOurs()),
        }
      );
    },
  };
  const log: string[] = [];
  const { duty, look } = instance(lock, 'one', log);
  await duty.start();
  isLost = true;
  await look();
  expect(log).toEqual(['one takes up', 'one: StoreUnavailable', 'one leaves']);
  expect(() => duty.handoffs).toThrow(NotOnDuty);
  isLost = false;
  await look();
  expect(duty.isOnDuty).toBe(true);
  await duty.close();
});

it('is released again when what is open cannot be taken up', async () => {
  const sole = new SoleDuty();
  const failing = new OnDuty({
    lock: sole,
    begin: () =>
      ({
        start: () => Promise.reject(new StoreUnavailable('away')),
        close: async () => undefined,
      }) as Handoffs,
    clock: () => 0,
    scheduler: { schedule: () => () => undefined },
    onFault: () => undefined,
    onChanged: () => undefined,
  });
  await expect(failing.start()).rejects.toThrow('away');
  expect(await sole.take()).toBeDefined();
});
