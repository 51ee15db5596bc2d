// Appends what was refused for safety's sake; the request has its answer already and does not wait for it.
import { createHost, type Host } from '@trunkline/event-sourcing';
import { type tools } from '@trunkline/contracts';
import {
  auditDecider,
  auditStreamOf,
  type Audit,
  type NoteRefusal,
  type RequestRefused,
} from '@trunkline/domain/audit/audit';
import { newId } from '@trunkline/runtime';
import { type GatewayContext } from './gateway-context';

const ATTEMPTS_MAX = 5;

type Refused = Pick<tools.ExecuteRequest, 'tenantId' | 'callId' | 'actionId' | 'tool'>;

export class AuditTrail {
  private readonly host: Host<Audit, NoteRefusal, RequestRefused>;

  constructor(private readonly gateway: GatewayContext) {
    const { store, instance, scheduler } = gateway;
    this.host = createHost({
      decider: auditDecider,
      store,
      actor: { service: 'tool-gateway', instance },
      perform: () => undefined,
      clock: () => gateway.clock(),
      scheduler,
      locate: placeOf,
    });
  }

  /** A tenant that does not exist has no record: of it only the log knows. */
  refused({ tenantId, callId, actionId, tool }: Refused, code: string): void {
    const { log, tenants } = this.gateway;
    log.warn({ code, callId, actionId }, 'security: an action was refused');
    if (tenants.get(tenantId) === undefined) return;
    const at = this.gateway.clock();
    const input = { type: 'NoteRefusal', inputId: newId(at), at, code, actionId, tool } as const;
    this.record(auditStreamOf({ tenantId, callId }), input).catch((error: unknown) =>
      log.error({ err: error, code }, 'security: a refusal was not recorded'),
    );
  }

  /** Another gateway may have taken the stream in between: there is nothing in it to lose. */
  private async record(stream: string, input: NoteRefusal): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      if ((await this.host.dispatch(stream, input)).kind !== 'fenced') return;
    }
    throw new Error('others keep taking the stream');
  }

  async close(): Promise<void> {
    await this.host.close();
  }
}

const placeOf = (stream: string): { tenantId: string; callId: string } => {
  const name = stream.slice('audit/'.length);
  const colon = name.indexOf(':');
  return { tenantId: name.slice(0, colon), callId: name.slice(colon + 1) };
};
