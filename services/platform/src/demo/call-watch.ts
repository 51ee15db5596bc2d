// Watches the record for the next call: its events as they are appended, and its end.
import { type EventBus } from '@trunkline/event-bus';
import { type call } from '@trunkline/domain';
import { type Recorded } from '@trunkline/event-sourcing';

export interface WatchedCall {
  readonly callId: string;
  readonly events: readonly Recorded<call.CallEvent>[];
}

export interface CallWatch {
  /** Resolves with the call once it has ended; rejects after `ms`. */
  ended(ms: number): Promise<WatchedCall>;
  /** Resolves as soon as an event `isIt`. */
  seen(isIt: (event: call.CallEvent) => boolean, ms: number): Promise<void>;
  stop(): Promise<void>;
}

export const watchNextCall = async (
  bus: EventBus,
  onEvent: (event: Recorded<call.CallEvent>) => void,
): Promise<CallWatch> => {
  const events: Recorded<call.CallEvent>[] = [];
  const lookers = new Set<() => void>();
  const subscription = await bus.subscribe({
    consumer: `demo-${process.pid}-${process.hrtime.bigint()}`,
    from: 'end',
    categories: ['call'],
    handler: async (recorded) => {
      const known = events[0];
      const event = recorded as Recorded<call.CallEvent>;
      if (known && (event.callId !== known.callId || event.version < events.length)) return;
      events.push(event);
      onEvent(event);
      for (const look of [...lookers]) look();
    },
  });
  const until = (isSo: () => boolean, ms: number, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        lookers.delete(look);
        reject(new Error(`${what} was not seen in ${ms / 1_000} s`));
      }, ms);
      const look = (): void => {
        if (!isSo()) return;
        clearTimeout(late);
        lookers.delete(look);
        resolve();
      };
      lookers.add(look);
      look();
    });
  return {
    ended: async (ms) => {
      await until(() => events.some(({ event }) => event.type === 'CallEnded'), ms, 'the end of the call');
      return { callId: events[0]?.callId ?? '', events };
    },
    seen: (isIt, ms) => until(() => events.some(({ event }) => isIt(event)), ms, 'what the scene waits for'),
    stop: () => subscription.stop(),
  };
};
