// What a stream has asked for and not got an answer to: what is left to do after a crash.
import { effectId, type Effect, type Event, type Input } from './decider';
import { type Recorded, type RecordedInput } from './record';
import { isClearTimer, isSetTimer } from './timer';

export interface OpenEffect<E extends Event, F extends Effect> {
  readonly effectId: string;
  readonly effect: F;
  readonly event: Recorded<E>;
}

/** The effects of a stored stream that no recorded input answers, in the order in which they were asked for. */
export class OpenEffects<E extends Event, F extends Effect> {
  private readonly open = new Map<string, OpenEffect<E, F>>();

  constructor(private readonly decider: { effects(event: E): readonly F[] }) {}

  asked(event: Recorded<E>): void {
    this.decider.effects(event.event).forEach((effect, index) => {
      if (isSetTimer(effect) || isClearTimer(effect)) this.forgetTimer(effect.timerId);
      if (isClearTimer(effect)) return;
      const id = effectId(event.stream, event.version, index);
      this.open.set(id, { effectId: id, effect, event });
    });
  }

  answered(input: Input): void {
    if (input.answers !== undefined) this.open.delete(input.answers);
  }

  list(): readonly OpenEffect<E, F>[] {
    return [...this.open.values()];
  }

  private forgetTimer(timerId: string): void {
    for (const [id, { effect }] of this.open) {
      if (isSetTimer(effect) && effect.timerId === timerId) this.open.delete(id);
    }
  }
}

export const openEffects = <E extends Event, F extends Effect>(
  decider: { effects(event: E): readonly F[] },
  events: readonly Recorded<E>[],
  inputs: readonly RecordedInput[],
): OpenEffects<E, F> => {
  const open = new OpenEffects<E, F>(decider);
  const byFirstVersion = new Map(inputs.map((recorded) => [recorded.firstVersion, recorded.input]));
  for (const event of events) {
    const input = byFirstVersion.get(event.version);
    if (input) open.answered(input);
    open.asked(event);
  }
  return open;
};
