// Starts the effects of one stream: timers by itself, everything else through `perform`; failures become faults.
import { type Effect, type EpochMs, type Event, type Input } from '../decider';
import { type OpenEffect } from '../open-effects';
import { isClearTimer, isSetTimer, type SetTimer, type TimerFired } from '../timer';
import { ArmedTimers } from './armed-timers';
import { type Dispatched, type HostFault, type HostOptions } from './host-contract';

export interface EffectPorts<S, I extends Input, E extends Event, F extends Effect> {
  readonly options: HostOptions<S, I, E, F>;
  report(fault: HostFault): void;
  answer(input: I): Promise<Dispatched<S, E>>;
  fire(timer: SetTimer, effectId: string): void;
}

export class EffectStarter<S, I extends Input, E extends Event, F extends Effect> {
  private readonly timers: ArmedTimers;

  constructor(
    private readonly stream: string,
    private readonly ports: EffectPorts<S, I, E, F>,
  ) {
    this.timers = new ArmedTimers(ports.options.scheduler);
  }

  start(asked: OpenEffect<E, F>, again: boolean): void {
    const { effect, effectId } = asked;
    if (isSetTimer(effect)) this.timers.set(effect, effectId, () => this.ports.fire(effect, effectId));
    else if (isClearTimer(effect)) this.timers.clear(effect.timerId);
    else void this.perform(asked, again);
  }

  isCurrent(fired: TimerFired): boolean {
    return this.timers.isCurrent(fired.timerId, fired.answers);
  }

  clearTimer(timerId: string): void {
    this.timers.clear(timerId);
  }

  clearTimers(): void {
    this.timers.clearAll();
  }

  retryTimer(timer: SetTimer, at: EpochMs, effectId: string): void {
    this.timers.retry(timer, at, () => this.ports.fire(timer, effectId));
  }

  private async perform({ effect, effectId, event }: OpenEffect<E, F>, again: boolean): Promise<void> {
    const { stream, ports } = this;
    try {
      await ports.options.perform(effect, {
        stream,
        effectId,
        event,
        again,
        dispatch: (input) => ports.answer(input),
      });
    } catch (error) {
      ports.report({ kind: 'effect-failed', stream, effectId, error });
    }
  }
}
