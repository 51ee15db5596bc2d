// Does what an action asks for: admission, one send per attempt, look-ups, word of the unknown.
import { action } from '@trunkline/domain';
import { type EffectContext } from '@trunkline/event-sourcing';
import { type ToolManifest } from '@trunkline/tenant';
import { attemptEnded, breakerMoved } from '../observations';
import { type AttemptEnd } from '../ports/tool-connector.port';
import { type GatewayContext } from './gateway-context';
import { idempotencyKey } from './idempotency-key';
import { toolOf } from './tenant-tools';
import { ToolLimits } from './tool-limits';

export type ActionContext = EffectContext<action.Action, action.ActionInput, action.ActionEvent>;
type Use = {
  readonly reserved: action.ActionReserved;
  readonly manifest: ToolManifest;
  readonly limits: ToolLimits;
};

export class ActionEffects {
  private readonly limits = new Map<string, ToolLimits>();
  /** Sends of this process, until their end is recorded. */
  private readonly running = new Map<string, Promise<AttemptEnd>>();

  constructor(private readonly gateway: GatewayContext) {}

  async perform(
    effect: action.ActionEffect,
    context: ActionContext,
    state: action.Action | undefined,
  ): Promise<void> {
    if (!state || state.status === 'none') return;
    const { reserved } = state;
    switch (effect.type) {
      case 'Admit':
        return this.admit(reserved, context);
      case 'SendAttempt':
        return this.sendAttempt(effect, context, reserved);
      case 'SendLookup':
        return this.sendLookup(effect, context, reserved);
      case 'ReportUnknown':
        return this.reportUnknown(reserved, context);
      case 'SetTimer':
      case 'ClearTimer':
        return;
    }
  }

  /** The tool as it was reserved, or undefined: a changed tool is a new, unapproved one. */
  private use(reserved: action.ActionReserved): Use | undefined {
    const manifest = toolOf(this.gateway.tenants, reserved.tenantId, reserved.tool);
    if (manifest?.terms.hash !== reserved.toolHash) return undefined;
    const place = `${reserved.tenantId}|${reserved.tool}`;
    const limits = this.limits.get(place) ?? new ToolLimits(this.gateway.toolLimits);
    this.limits.set(place, limits);
    return { reserved, manifest, limits };
  }

  private async admit(reserved: action.ActionReserved, context: ActionContext): Promise<void> {
    const code = await this.whyNot(reserved);
    const answer = { at: this.gateway.clock(), answers: context.effectId };
    if (code === undefined) {
      await context.dispatch({ type: 'StartAttempt', inputId: `${context.effectId}:start`, ...answer });
    } else {
      await context.dispatch({ type: 'RefuseStart', inputId: `${context.effectId}:refuse`, code, ...answer });
    }
  }

  private async whyNot(reserved: action.ActionReserved): Promise<string | undefined> {
    const { gateway } = this;
    const use = this.use(reserved);
    if (!use) return 'tool_changed';
    if (!(await this.isCallOpen(reserved))) return 'not_sent';
    if ((await gateway.ledger.fenceEpoch(reserved.tenantId, reserved.callId)) > reserved.epoch)
      return 'fenced';
    return use.limits.admits(gateway.clock()) ? undefined : 'unavailable';
  }

  private async sendAttempt(
    effect: action.SendAttempt,
    context: ActionContext,
    reserved: action.ActionReserved,
  ): Promise<void> {
    const end = await this.attemptOnce(effect, context, reserved);
    const { gateway } = this;
    const answer = {
      inputId: `${context.effectId}:end`,
      at: gateway.clock(),
      answers: context.effectId,
      jitter: gateway.chance(),
    };
    await context.dispatch({ type: 'NoteAttempt', n: effect.n, ...end, ...answer });
    this.running.delete(context.effectId);
  }

  /** Asked again, this process waits for the send it has made; of another's it can know nothing. */
  private attemptOnce(
    effect: action.SendAttempt,
    context: ActionContext,
    reserved: action.ActionReserved,
  ): Promise<AttemptEnd> {
    const running = this.running.get(context.effectId);
    if (running) return running;
    if (context.again) return Promise.resolve({ class: 'ambiguous', code: action.LOST });
    const sending = this.send(effect, reserved);
    this.running.set(context.effectId, sending);
    return sending;
  }

  private async send(effect: action.SendAttempt, reserved: action.ActionReserved): Promise<AttemptEnd> {
    const use = this.use(reserved);
    if (!use) return unsent('tool_changed');
    const why = effect.n > 1 ? await this.whyNoRetry(use) : undefined;
    if (why !== undefined) return unsent(why);
    const { gateway } = this;
    if (!(await use.limits.slot(Math.max(0, effect.sendBy - gateway.clock())))) return unsent('busy');
    try {
      return gateway.clock() > effect.sendBy ? unsent('lease_expired') : await this.connect(use, effect);
    } finally {
      use.limits.release();
    }
  }

  /** A fence that another process raised is seen here: the store's epoch counts, not what this process has heard. */
  private async whyNoRetry({ reserved, limits }: Use): Promise<string | undefined> {
    const { ledger } = this.gateway;
    const epoch = await ledger.fenceEpoch(reserved.tenantId, reserved.callId).catch(() => Infinity);
    if (epoch > reserved.epoch) return 'fenced';
    return limits.takeRetryToken() ? undefined : 'retry_budget';
  }

  private async connect(
    { reserved, manifest, limits }: Use,
    { timeoutMs, n }: action.SendAttempt,
  ): Promise<AttemptEnd> {
    const { gateway } = this;
    const startedMs = gateway.clock();
    const use = { manifest, args: reserved.args, idempotencyKey: this.keyOf(reserved), timeoutMs };
    const end = await gateway.traces.sending(
      { actionId: reserved.actionId, tool: reserved.tool, purpose: 'attempt', n },
      () => gateway.connector.attempt(use),
      (ended) => ended.class,
    );
    limits.note(end.class === 'ok' || end.class === 'rejected', gateway.clock());
    attemptEnded(reserved.tool, gateway.clock() - startedMs);
    breakerMoved(reserved.tool, limits.breaker(gateway.clock()));
    return end;
  }

  private async sendLookup(
    effect: action.SendLookup,
    context: ActionContext,
    reserved: action.ActionReserved,
  ): Promise<void> {
    const { gateway } = this;
    const manifest = toolOf(gateway.tenants, reserved.tenantId, reserved.tool);
    const { actionId, tool, args, terms } = reserved;
    const use = { args, idempotencyKey: this.keyOf(reserved), timeoutMs: terms.attemptMsMax };
    const end = manifest
      ? await gateway.traces.sending(
          { actionId, tool, purpose: 'lookup', n: effect.n },
          () => gateway.connector.lookUp({ manifest, ...use }),
          ({ state }) => state,
        )
      : ({ state: 'error' } as const);
    const answer = { inputId: `${context.effectId}:end`, at: gateway.clock(), answers: context.effectId };
    await context.dispatch({ type: 'NoteLookup', n: effect.n, ...end, ...answer });
  }

  private async reportUnknown(reserved: action.ActionReserved, context: ActionContext): Promise<void> {
    const { gateway } = this;
    // Who cannot be asked counts as gone: a case too many is better than none.
    if (await this.isCallOpen(reserved).catch(() => false)) return;
    const answer = {
      inputId: `${context.effectId}:call-ended`,
      at: gateway.clock(),
      answers: context.effectId,
    };
    await context.dispatch({ type: 'NoteCallEnded', ...answer });
  }

  private async isCallOpen({ callId }: action.ActionReserved): Promise<boolean> {
    return this.gateway.isCallOpen(callId);
  }

  private keyOf({ tenantId, actionId }: action.ActionReserved): string {
    return idempotencyKey(this.gateway.serviceKey, tenantId, actionId);
  }
}

const unsent = (code: string): AttemptEnd => ({ class: 'retryable', code });
