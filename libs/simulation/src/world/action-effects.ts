// What actions ask of the world: admission, one send per attempt, look-ups, word of the unknown.
import { type action, type call } from '@trunkline/domain';
import { type Append, type EffectContext, type Event, type Input } from '@trunkline/event-sourcing';
import { type Admissions } from './admissions';
import { type AttemptEnd, type DeskBackend, type LookupEnd } from './desk-backend';
import { type Instance } from './instance';
import { type Sim } from './sim';

export type ActionContext = EffectContext<action.Action, action.ActionInput, action.ActionEvent>;

/** A request has left and cannot have been answered. */
const IN_FLIGHT_MS = 5;

/** The key that the desk sees. */
export const keyOf = (actionId: string): string => `key-of-${actionId}`;

export class ActionEffects {
  private readonly running = new Map<string, Promise<AttemptEnd>>();

  constructor(
    private readonly sim: Sim,
    private readonly instance: Instance,
    private readonly outside: { readonly admissions: Admissions; readonly desk: DeskBackend },
  ) {}

  async perform(
    effect: action.ActionEffect,
    context: ActionContext,
    state: action.Action | undefined,
  ): Promise<void> {
    if (!state || state.status === 'none') return;
    if (context.again && this.sim.planted === 'not-asked-again') return;
    switch (effect.type) {
      case 'Admit':
        return this.admit(state.reserved, context);
      case 'SendAttempt':
        return this.sendAttempt(effect, context, state.reserved);
      case 'SendLookup':
        return this.sendLookup(effect.n, context, state.reserved);
      case 'ReportUnknown':
        return this.reportUnknown(context);
      case 'SetTimer':
      case 'ClearTimer':
        return;
    }
  }

  /** The store as it is, or one in front of which requests leave before they are recorded. */
  storeOf(store: Instance['store']): Instance['store'] {
    if (this.sim.planted !== 'effect-before-append') return store;
    return {
      ...store,
      append: async <E extends Event, I extends Input>(append: Append<E, I>) => {
        const { actionId, tool } = this.reservedIn(append.stream);
        const isStart = append.events.some(({ type }) => type === 'AttemptStarted');
        if (isStart && tool !== undefined) await this.connect({ actionId, ...tool }, 2_000, 1);
        return store.append<E, I>(append);
      },
    };
  }

  private readonly reservations = new Map<
    string,
    { tool: string; effect: action.EffectClass; args: action.Fields }
  >();

  private reservedIn(stream: string) {
    const actionId = stream.slice('action/'.length);
    return { actionId, tool: this.reservations.get(actionId) };
  }

  private async admit(reserved: action.ActionReserved, context: ActionContext): Promise<void> {
    const { actionId, tool, effect, args } = reserved;
    this.reservations.set(actionId, { tool, effect, args });
    const code = await this.whyNot(reserved);
    const answer = { at: this.sim.kernel.now, answers: context.effectId };
    await (code === undefined
      ? context.dispatch({ type: 'StartAttempt', inputId: `${context.effectId}:start`, ...answer })
      : context.dispatch({ type: 'RefuseStart', inputId: `${context.effectId}:refuse`, code, ...answer }));
  }

  private async whyNot(reserved: action.ActionReserved): Promise<string | undefined> {
    if (!(await this.isCallOpen())) return 'not_sent';
    return this.outside.admissions.fenceEpoch > reserved.epoch ? 'fenced' : undefined;
  }

  private async sendAttempt(
    effect: action.SendAttempt,
    context: ActionContext,
    reserved: action.ActionReserved,
  ): Promise<void> {
    const end = await this.attemptOnce(effect, context, reserved);
    const answer = { inputId: `${context.effectId}:end`, at: this.sim.kernel.now, answers: context.effectId };
    await context.dispatch({
      type: 'NoteAttempt',
      n: effect.n,
      ...end,
      ...answer,
      jitter: this.sim.random.next(),
    });
    this.running.delete(context.effectId);
  }

  private attemptOnce(
    effect: action.SendAttempt,
    context: ActionContext,
    reserved: action.ActionReserved,
  ): Promise<AttemptEnd> {
    const running = this.running.get(context.effectId);
    if (running) return running;
    if (context.again) return Promise.resolve({ class: 'ambiguous', code: 'lost' });
    const sending = this.send(effect, reserved);
    this.running.set(context.effectId, sending);
    return sending;
  }

  private async send(effect: action.SendAttempt, reserved: action.ActionReserved): Promise<AttemptEnd> {
    const { faults, kernel } = this.sim;
    if (faults.hits('sender-paused')) await this.instance.pause(faults.of('sender-paused').int(100, 5_000));
    if (effect.n > 1 && this.outside.admissions.fenceEpoch > reserved.epoch) return unsent('fenced');
    if (kernel.now > effect.sendBy) return unsent('lease_expired');
    return this.connect(reserved, effect.timeoutMs, effect.n);
  }

  private async connect(
    use: Pick<action.ActionReserved, 'actionId' | 'tool' | 'effect' | 'args'>,
    timeoutMs: number,
    n: number,
  ): Promise<AttemptEnd> {
    const { actionId, tool, effect, args } = use;
    const key = this.sim.planted === 'blind-retry-without-key' ? `${keyOf(actionId)}-${n}` : keyOf(actionId);
    const asked = this.outside.desk.attempt({ actionId, tool, effect, args, key, timeoutMs });
    if (this.sim.faults.isScripted('crash-in-flight', this.instance.service)) {
      this.sim.kernel.after(IN_FLIGHT_MS, () => this.instance.crash());
    }
    const end = await asked;
    const isBelieved = this.sim.planted === 'timeout-is-failure' && end.class === 'ambiguous';
    return isBelieved ? { class: 'rejected', code: 'timeout' } : end;
  }

  private async sendLookup(
    n: number,
    context: ActionContext,
    reserved: action.ActionReserved,
  ): Promise<void> {
    const end: LookupEnd = await this.outside.desk.lookUp(keyOf(reserved.actionId));
    const answer = { inputId: `${context.effectId}:end`, at: this.sim.kernel.now, answers: context.effectId };
    await context.dispatch({ type: 'NoteLookup', n, ...end, ...answer });
  }

  private async reportUnknown(context: ActionContext): Promise<void> {
    if (await this.isCallOpen()) return;
    const answer = {
      inputId: `${context.effectId}:call-ended`,
      at: this.sim.kernel.now,
      answers: context.effectId,
    };
    await context.dispatch({ type: 'NoteCallEnded', ...answer });
  }

  private async isCallOpen(): Promise<boolean> {
    const { events } = await this.instance.store.read<call.CallEvent, call.CallInput>(
      `call/${this.sim.callId}`,
    );
    return !events.some(({ event }) => event.type === 'CallEnded');
  }
}

const unsent = (code: string): AttemptEnd => ({ class: 'retryable', code });
