// What the policy asks of its neighbours, with the patience it has in production: actions, fences, hand-offs.
import { type action, call } from '@trunkline/domain';
import { type Instance } from './instance';
import { type CallContext } from './policy';
import { type Sim } from './sim';

export interface ActionRequest {
  readonly actionId: string;
  readonly tenantId: string;
  readonly callId: string;
  readonly tool: string;
  /** Of the manifest under which it was authorised. */
  readonly toolHash: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  readonly argsDigest: string;
  readonly epoch: number;
  readonly deadlineAt: number;
  readonly causeId: string;
  readonly confirmation?: action.ConfirmationTerms;
}

export type Attempted =
  | ({ readonly kind: 'settled' } & Omit<
      call.SettleAction,
      'type' | 'inputId' | 'at' | 'actionId' | 'answers'
    >)
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'lost' };

export interface HandoffRequest {
  readonly handoffId: string;
  readonly reason: call.HandoffRequested['reason'];
  readonly queue: string;
  readonly fenceEpoch: number;
  readonly asOfVersion: number;
}

export interface HandoffNotice {
  readonly state: call.NoteHandoff['state'];
  readonly atMs: number;
  readonly humanAgent?: string;
  readonly cause?: string;
}

export type Followed = 'ended' | 'lost';

/** The other services, wherever they run at the moment. */
export interface Neighbours {
  execute(request: ActionRequest, msMax: number): Promise<Attempted>;
  fence(epoch: number, msMax: number): Promise<call.FenceDone['actions'] | undefined>;
  follow(request: HandoffRequest, onNotice: (notice: HandoffNotice) => void): Promise<Followed>;
  cancel(handoffId: string, reason: string): Promise<boolean>;
}

type Effect<T extends call.CallEffect['type']> = Extract<call.CallEffect, { type: T }>;

const SETTLE_MS_MAX = 120_000;
const FENCE_MS_MAX = 3_000;
const HANDOFF_MS_MAX = 60_000;
const CANCELS_MAX = 8;

export class PolicyEffects {
  constructor(
    private readonly sim: Sim,
    private readonly instance: Instance,
    private readonly neighbours: Neighbours,
  ) {}

  /** The same id every time: asking again never acts again. */
  async execute(effect: Effect<'ExecuteAction'>, context: CallContext): Promise<void> {
    const request = await this.actionRequest(effect, context);
    const { kind: _, ...outcome } = await this.outcomeOf(request, context.again);
    const { actionId } = effect;
    const told = { inputId: `settled:${actionId}`, at: this.sim.kernel.now, answers: context.effectId };
    await context.dispatch({ type: 'SettleAction', ...told, actionId, ...outcome });
  }

  async fence({ fenceEpoch }: Effect<'FenceActions'>, context: CallContext): Promise<void> {
    const giveUpAt = this.sim.kernel.now + FENCE_MS_MAX;
    const epoch = call.fenceEpochOf(context.event.actor.epoch, fenceEpoch);
    let actions: call.FenceDone['actions'] | undefined;
    for (let attempt = 0; actions === undefined && this.sim.kernel.now < giveUpAt; attempt += 1) {
      actions = await this.neighbours.fence(epoch, giveUpAt - this.sim.kernel.now);
      if (actions === undefined) await this.instance.pause(backoffMs(attempt));
    }
    const told = {
      inputId: `fenced:${context.effectId}`,
      at: this.sim.kernel.now,
      answers: context.effectId,
    };
    await context.dispatch({ type: 'FenceDone', ...told, actions: actions ?? [] });
  }

  async requestHandoff({ handoffId }: Effect<'RequestHandoff'>, context: CallContext): Promise<void> {
    const request = await this.handoffRequest(handoffId, context);
    if (request === undefined) return this.note(context, handoffId, this.giveUp('not-recorded'));
    let reachedAt = this.sim.kernel.now;
    const onNotice = (notice: HandoffNotice): void => {
      reachedAt = this.sim.kernel.now;
      this.note(context, handoffId, notice).catch(() => undefined);
    };
    for (let attempt = 0; this.sim.kernel.now - reachedAt < HANDOFF_MS_MAX; attempt += 1) {
      const before = reachedAt;
      if ((await this.neighbours.follow(request, onNotice)) === 'ended') return;
      if (reachedAt !== before) attempt = 0;
      await this.instance.pause(backoffMs(attempt));
    }
    return this.note(context, handoffId, this.giveUp('unreachable'));
  }

  async cancelHandoff({ handoffId, reason }: Effect<'CancelHandoff'>): Promise<void> {
    for (let attempt = 0; attempt < CANCELS_MAX; attempt += 1) {
      if (await this.neighbours.cancel(handoffId, reason)) return;
      await this.instance.pause(backoffMs(attempt));
    }
  }

  private async actionRequest(effect: Effect<'ExecuteAction'>, context: CallContext): Promise<ActionRequest> {
    const { actionId, tool, args, argsDigest, deadlineAt, confirmationId } = effect;
    const { epoch } = context.event.actor;
    const { tenantId, callId, event, inputId: causeId } = context.event;
    const toolHash = event.type === 'ActionAuthorized' ? event.toolHash : '';
    const about = { actionId, tenantId, callId, tool, toolHash };
    const request = { ...about, args, argsDigest, epoch, deadlineAt, causeId };
    if (confirmationId === undefined) return request;
    const { events } = await this.instance.store.read<call.CallEvent, call.CallInput>(context.stream);
    const confirmation = call.confirmationIn(events, confirmationId);
    return confirmation === undefined ? request : { ...request, confirmation };
  }

  private async outcomeOf(request: ActionRequest, again: boolean): Promise<Attempted & { kind: 'settled' }> {
    const giveUpAt = Math.max(request.deadlineAt, this.sim.kernel.now) + SETTLE_MS_MAX;
    for (let attempt = 0; this.sim.kernel.now < giveUpAt; attempt += 1) {
      const attempted = await this.neighbours.execute(request, giveUpAt - this.sim.kernel.now);
      if (attempted.kind === 'settled') return attempted;
      if (attempted.kind === 'refused') {
        return unsettled(attempt === 0 && !again ? 'failed' : 'unknown', attempted.code);
      }
      await this.instance.pause(backoffMs(attempt));
    }
    return unsettled('unknown', 'unreachable');
  }

  private async handoffRequest(handoffId: string, context: CallContext): Promise<HandoffRequest | undefined> {
    const { events } = await this.instance.store.read<call.CallEvent, call.CallInput>(context.stream);
    const asked = events.findLast(({ event }) => event.type === 'HandoffRequested')?.event;
    if (asked?.type !== 'HandoffRequested') return undefined;
    const { reason, queue } = asked;
    return {
      handoffId,
      reason,
      queue,
      fenceEpoch: call.fenceEpochIn(events),
      asOfVersion: context.event.version,
    };
  }

  private giveUp(cause: string): HandoffNotice {
    return { state: 'failed', atMs: this.sim.kernel.now, cause };
  }

  private async note(context: CallContext, handoffId: string, notice: HandoffNotice): Promise<void> {
    const { atMs, ...said } = notice;
    await context.dispatch({
      type: 'NoteHandoff',
      inputId: `handoff:${handoffId}:${said.state}:${atMs}`,
      at: this.sim.kernel.now,
      ...(isEnd(notice) ? { answers: context.effectId } : {}),
      handoffId,
      ...said,
    });
  }
}

const isEnd = ({ state }: HandoffNotice): boolean =>
  state === 'completed' || state === 'abandoned' || state === 'failed' || state === 'no-agent';

const backoffMs = (attempt: number): number => Math.min(100 * 2 ** attempt, 2_000);

const unsettled = (outcome: 'failed' | 'unknown', errorCode: string): Attempted & { kind: 'settled' } => ({
  kind: 'settled',
  outcome,
  result: {},
  errorCode,
  proof: outcome === 'failed' ? 'response' : 'none',
  idempotencyKey: '',
});
