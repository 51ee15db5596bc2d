// The running actions of this process: their host, who watches them, and where they are taken from and given to.
import { action } from '@trunkline/domain';
import { createHost, fold, type Dispatched, type Host, type Recorded } from '@trunkline/event-sourcing';
import { resultOf, toolCalled, toolSettled, watchInDoubt } from '../observations';
import { ActionEffects } from './action-effects';
import { endOf } from './action-end';
import { type GatewayContext } from './gateway-context';
import { OpenDoubts } from './open-doubts';

type Watcher = (state: action.Action, events: readonly action.ActionEvent[]) => void;
type Place = { readonly tenantId: string; readonly callId: string };

const RECOVERIES_MAX = 8;

export class Actions {
  private readonly host: Host<action.Action, action.ActionInput, action.ActionEvent>;
  private readonly watchers = new Map<string, Set<Watcher>>();
  private readonly places = new Map<string, Place>();
  private readonly doubts: OpenDoubts;
  private readonly stopWatching: () => void;

  constructor(private readonly gateway: GatewayContext) {
    const effects = new ActionEffects(gateway);
    this.doubts = new OpenDoubts(() => gateway.clock());
    this.stopWatching = watchInDoubt(this.doubts);
    this.host = createHost({
      decider: action.actionDecider,
      store: gateway.store,
      actor: { service: 'tool-gateway', instance: gateway.instance },
      clock: () => gateway.clock(),
      scheduler: gateway.scheduler,
      locate: (stream) => this.places.get(stream) ?? { tenantId: '', callId: '' },
      perform: (effect, context) => effects.perform(effect, context, this.host.state(context.stream)),
      onAppended: (events, state) => this.appended(events, state),
      onFault: ({ kind, stream, ...fault }) =>
        gateway.log.warn(
          { kind, stream, err: 'error' in fault ? fault.error : undefined },
          'action host fault',
        ),
    });
  }

  /** As this process holds it, else as the store has it. Rejects with StoreUnavailable. */
  async know(actionId: string): Promise<action.Action> {
    return this.held(actionId) ?? this.stored(actionId);
  }

  held(actionId: string): action.Action | undefined {
    return this.host.state(streamOf(actionId));
  }

  async stored(actionId: string): Promise<action.Action> {
    const stored = await this.gateway.store.read<action.ActionEvent, action.ActionInput>(streamOf(actionId));
    return fold(
      action.actionDecider,
      action.initial,
      stored.events.map(({ event }) => event),
    );
  }

  /** Rejects as the host does. */
  dispatch(
    input: action.ActionInput,
    of: Place & { readonly actionId: string },
  ): Promise<Dispatched<action.Action, action.ActionEvent>> {
    const stream = streamOf(of.actionId);
    this.places.set(stream, { tenantId: of.tenantId, callId: of.callId });
    return this.host.dispatch(stream, input);
  }

  /** Takes the action over from whoever held it, and does what was left undone. */
  async take(actionId: string): Promise<void> {
    const state = await this.stored(actionId);
    if (state.status === 'none') return;
    const { tenantId, callId } = state.reserved;
    this.places.set(streamOf(actionId), { tenantId, callId });
    this.doubts.note(state);
    await this.host.recover(streamOf(actionId));
  }

  /** Takes over every open action that nobody holds. Returns how many. */
  async recover(): Promise<number> {
    const open = (await this.gateway.store.openStreams('action'))
      .map(actionIdOf)
      .filter((id) => !this.held(id));
    let taken = 0;
    const worker = async (): Promise<void> => {
      for (let id = open.shift(); id !== undefined; id = open.shift()) taken += await this.takeAbandoned(id);
    };
    await Promise.all(Array.from({ length: RECOVERIES_MAX }, worker));
    return taken;
  }

  /** Abandoned: overdue by more than a living holder would let it be. A sole gateway takes everything. */
  isAbandoned(state: action.Action): boolean {
    if (state.status === 'none' || state.status === 'closed') return false;
    if (this.gateway.isSole) return true;
    const dueAt = action.overdueAt(state);
    return dueAt !== undefined && dueAt + OVERDUE_MS < this.gateway.clock();
  }

  /** Called after each append of this process. Returns the end of watching. */
  watch(actionId: string, watcher: Watcher): () => void {
    const watchers = this.watchers.get(actionId) ?? new Set();
    this.watchers.set(actionId, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.watchers.delete(actionId);
    };
  }

  async close(): Promise<void> {
    this.stopWatching();
    await this.host.close();
  }

  private async takeAbandoned(actionId: string): Promise<number> {
    try {
      if (!this.isAbandoned(await this.stored(actionId))) return 0;
      await this.take(actionId);
      return 1;
    } catch (error) {
      this.gateway.log.warn({ actionId, err: error }, 'an open action could not be taken over');
      return 0;
    }
  }

  private appended(recorded: readonly Recorded<action.ActionEvent>[], state: action.Action): void {
    if (state.status === 'none') return;
    const events = recorded.map(({ event }) => event);
    const { actionId, tool, effect } = state.reserved;
    const end = endOf(state);
    if (end && events.some(({ type }) => type === 'ActionSettled')) {
      toolCalled(tool, effect, resultOf(end));
      toolSettled(end.durationMs);
    }
    this.doubts.note(state);
    for (const watcher of this.watchers.get(actionId) ?? []) watcher(state, events);
    if (action.isFinal(state)) this.places.delete(streamOf(actionId));
  }
}

/** A holder that lives does what is due within this. */
const OVERDUE_MS = 5_000;

const streamOf = (actionId: string): string => `action/${actionId}`;
const actionIdOf = (stream: string): string => stream.slice('action/'.length);
