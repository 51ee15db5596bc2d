// One instance of the tool gateway: the contract of Execute and Fence over the actions' host.
import { action } from '@trunkline/domain';
import { createHost, fold, type Host } from '@trunkline/event-sourcing';
import { sha256 } from '@trunkline/event-store';
import { decidersOf } from '../planted/deciders';
import { ActionEffects, keyOf, type ActionContext } from './action-effects';
import { type Admissions, type FencedAction } from './admissions';
import { type DeskBackend } from './desk-backend';
import { Instance } from './instance';
import { type ActionRequest, type Attempted } from './policy-effects';
import { withRepeatedAnswers } from './repeated';
import { type Sim } from './sim';

const FENCE_WAIT_MS = 2_250;

type End = Pick<action.ActionSettled, 'outcome' | 'proof' | 'result' | 'receipt' | 'errorCode'>;
type Watcher = (end: End) => void;

export class ToolGateway {
  readonly instance: Instance;
  private readonly host: Host<action.Action, action.ActionInput, action.ActionEvent>;
  private readonly watchers = new Map<string, Set<Watcher>>();

  constructor(
    name: string,
    private readonly sim: Sim,
    private readonly outside: { readonly admissions: Admissions; readonly desk: DeskBackend },
  ) {
    this.instance = new Instance(`tool-gateway-${name}`, sim, true);
    const effects = new ActionEffects(sim, this.instance, outside);
    this.host = createHost({
      decider: decidersOf(sim.flow, sim.planted).action,
      store: effects.storeOf(this.instance.store),
      actor: { service: 'tool-gateway', instance: this.instance.name },
      perform: (effect, context: ActionContext) =>
        this.instance.survives('crash-between-effects')
          ? effects.perform(effect, withRepeatedAnswers(sim, context), this.host.state(context.stream))
          : undefined,
      clock: () => sim.kernel.now,
      scheduler: this.instance.scheduler,
      locate: () => ({ tenantId: sim.tenant.id, callId: sim.callId }),
      onAppended: (_, state) => this.appended(state),
    });
  }

  /** A sole gateway takes up everything that its predecessor left; what fails is tried again. */
  start(): void {
    if (this.sim.planted !== 'no-resume-after-crash') this.recover(0).catch(() => undefined);
  }

  /** One id, one run, one outcome; answered when there is one. */
  execute(request: ActionRequest, answer: (attempted: Attempted) => void): void {
    this.run(request, answer).catch(() => answer({ kind: 'lost' }));
  }

  fence(epoch: number, answer: (actions: readonly FencedAction[]) => void): void {
    if (this.sim.planted === 'fence-ignored') {
      return answer(
        [...this.outside.admissions.known].map((actionId) => ({ actionId, state: 'not_started' })),
      );
    }
    const known = this.outside.admissions.raiseFence(epoch);
    Promise.all(known.map((actionId) => this.fenceOne(actionId, epoch))).then(answer, () => undefined);
  }

  private async recover(attempt: number): Promise<void> {
    try {
      await this.host.recoverAll();
    } catch {
      if (attempt < 10) await this.instance.pause(500).then(() => this.recover(attempt + 1));
    }
  }

  private async run(request: ActionRequest, answer: (attempted: Attempted) => void): Promise<void> {
    const { actionId } = request;
    const known = await this.know(actionId);
    if (known.status === 'none') {
      const refused = this.refusalOf(request);
      if (refused !== undefined) return answer({ kind: 'refused', code: refused });
      await this.host.dispatch(streamOf(actionId), this.reservation(request));
    } else if (known.reserved.argsDigest !== request.argsDigest || known.reserved.tool !== request.tool) {
      return answer({ kind: 'refused', code: 'key_reused' });
    }
    await this.follow(actionId, (end) =>
      answer({ kind: 'settled', ...told(end), idempotencyKey: sha256(keyOf(actionId)) }),
    );
  }

  private refusalOf(request: ActionRequest): string | undefined {
    const manifest = this.sim.tenant.tools[request.tool];
    if (manifest === undefined) return 'bad_request';
    if (request.tenantId !== this.sim.tenant.id || request.toolHash !== manifest.terms.hash)
      return 'tool_changed';
    if (request.deadlineAt <= this.sim.kernel.now) return 'too_late';
    if (manifest.terms.effect === 'irreversible' && !this.isConfirmed(request)) return 'confirmation_void';
    const { actionId, epoch, confirmation } = request;
    const admitted = this.outside.admissions.admit({
      actionId,
      epoch,
      confirmationId: confirmation?.confirmationId,
    });
    return admitted === 'admitted' ? undefined : admitted;
  }

  /** The second look at a yes. */
  private isConfirmed({
    confirmation,
    tenantId,
    callId,
    tool,
    toolHash,
    argsDigest,
  }: ActionRequest): boolean {
    if (confirmation === undefined) return false;
    const isBlind = this.sim.planted === 'args-changed-after-confirmation';
    const bound = {
      tenantId,
      callId,
      tool,
      toolHash,
      argsDigest: isBlind ? confirmation.argsDigest : argsDigest,
      atMs: this.sim.kernel.now,
    };
    return action.confirmationFlaw(confirmation, bound) === undefined;
  }

  private reservation(request: ActionRequest): action.Reserve {
    const { actionId, tool, args, argsDigest, epoch, deadlineAt, confirmation, causeId } = request;
    const manifest = this.sim.tenant.tools[tool];
    if (manifest === undefined) throw new Error(`no tool ${tool}`);
    const { terms, attemptsMax, attemptMsMax, inFlightMsMax, lookupAtMs, lookup, idempotency } = manifest;
    const at = this.sim.kernel.now;
    return {
      type: 'Reserve',
      inputId: 'reserve',
      at,
      ...{ actionId, tenantId: this.sim.tenant.id, callId: this.sim.callId, tool, args, argsDigest, epoch },
      toolHash: terms.hash,
      effect: terms.effect,
      keyHash: sha256(keyOf(actionId)),
      ...(confirmation === undefined ? {} : { confirmationId: confirmation.confirmationId }),
      because: causeId,
      deadlineAt: Math.min(deadlineAt, at + terms.patienceMs),
      terms: {
        ...{ attemptsMax, attemptMsMax, inFlightMsMax, lookupAtMs },
        isKeyed: idempotency.kind === 'header',
        hasLookup: lookup !== undefined,
      },
    };
  }

  private async follow(actionId: string, watcher: Watcher): Promise<void> {
    const end = endOf(await this.know(actionId));
    if (end) return watcher(end);
    // Whoever is not held here is taken: this is the only gateway, or believes so.
    if (this.host.state(streamOf(actionId)) === undefined) await this.host.recover(streamOf(actionId));
    const watchers = this.watchers.get(actionId) ?? new Set();
    this.watchers.set(actionId, watchers.add(watcher));
  }

  private async fenceOne(actionId: string, epoch: number): Promise<FencedAction> {
    const before = await this.know(actionId);
    if (before.status !== 'none' && endOf(before) === undefined) {
      const input = { type: 'Fence', inputId: `fence:${epoch}`, at: this.sim.kernel.now, epoch } as const;
      await this.host.dispatch(streamOf(actionId), input);
      await new Promise<void>((resolve) => {
        this.instance.scheduler.schedule(this.sim.kernel.now + FENCE_WAIT_MS, resolve);
        this.follow(actionId, () => resolve()).catch(() => resolve());
      });
    }
    return { actionId, state: fencedState(await this.know(actionId)) };
  }

  private async know(actionId: string): Promise<action.Action> {
    const held = this.host.state(streamOf(actionId));
    if (held !== undefined) return held;
    const { events } = await this.instance.store.read<action.ActionEvent, action.ActionInput>(
      streamOf(actionId),
    );
    return fold(
      action.actionDecider,
      action.initial,
      events.map(({ event }) => event),
    );
  }

  private appended(state: action.Action): void {
    const end = endOf(state);
    if (state.status === 'none' || end === undefined) return;
    const { actionId } = state.reserved;
    for (const watcher of this.watchers.get(actionId) ?? []) watcher(end);
    this.watchers.delete(actionId);
  }
}

const streamOf = (actionId: string): string => `action/${actionId}`;

const told = ({ outcome, proof, result, receipt, errorCode }: End) => ({
  outcome,
  proof,
  result,
  ...(receipt === undefined ? {} : { receipt }),
  ...(errorCode === undefined ? {} : { errorCode }),
});

const endOf = (state: action.Action): End | undefined =>
  state.status === 'none' || state.settled === undefined ? undefined : (state.reconciled ?? state.settled);

const fencedState = (state: action.Action): FencedAction['state'] => {
  if (state.status === 'none' || state.attempts === 0) return 'not_started';
  return endOf(state)?.outcome ?? (state.reserved.effect === 'read' ? 'failed' : 'unknown');
};
