// The gRPC door: requests in, updates and verdicts out. A client that goes away leaves its action running.
import {
  type ServiceError,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { Metadata } from '@grpc/grpc-js';
import { tools } from '@trunkline/contracts';
import { canonicalJson, HostFull, MailboxFull } from '@trunkline/event-sourcing';
import { type Door } from '@trunkline/grpc';
import { type AuditTrail } from '../../app/audit-trail';
import { execute, type Asker, type ExecuteParts } from '../../app/execute';
import { fence } from '../../app/fence';
import { type Refusal } from '../../app/refusal';
import { toolOf } from '../../app/tenant-tools';
import { toolCalled } from '../../observations';
import { verdict, type Verdict } from '../../verdict';

type ExecuteCall = ServerWritableStream<tools.ExecuteRequest, tools.ExecuteResponse>;
type FenceCall = ServerUnaryCall<tools.FenceRequest, tools.FenceResponse>;

export interface DoorParts extends ExecuteParts {
  readonly audit: AuditTrail;
}

export const actionsDoor = (parts: DoorParts): Door => {
  const implementation: tools.ActionsServiceServer = {
    execute: (call) => void executeCall(parts, call),
    fence: (call, answer) => void fenceCall(parts, call, answer),
  };
  return { definition: tools.ActionsServiceService, implementation };
};

const executeCall = async (parts: DoorParts, call: ExecuteCall): Promise<void> => {
  const leaving = new AbortController();
  call.once('cancelled', () => leaving.abort());
  const asker: Asker = { emit: (update) => void call.write(responseOf(update)), gone: leaving.signal };
  const refused = await execute(parts, call.request, asker).catch((error: unknown) => failure(parts, error));
  if (!refused) return void call.end();
  // What grpc-js turns into the status of the stream.
  call.emit('error', refuse(parts, call.request, verdict(refused)));
};

const fenceCall = async (
  parts: ExecuteParts,
  call: FenceCall,
  answer: sendUnaryData<tools.FenceResponse>,
): Promise<void> => {
  try {
    parts.cache.forget(call.request.callId);
    const actions = await fence(parts.gateway, parts.actions, call.request);
    answer(null, { actions: [...actions] });
  } catch (error) {
    answer(errorOf(verdict(failure(parts, error))));
  }
};

const responseOf = (update: Parameters<Asker['emit']>[0]): tools.ExecuteResponse => {
  const { actionId, idempotencyKey } = update;
  if (update.kind === 'attempting') {
    return { actionId, update: { $case: 'attempting', value: { attempt: update.attempt } } };
  }
  const { end, isReplay } = update;
  const value: tools.Settled = {
    outcome: OUTCOMES[end.outcome],
    resultJson: canonicalJson(end.result),
    receipt: end.receipt ?? '',
    errorCode: end.errorCode ?? '',
    proof: end.proof,
    replayed: isReplay,
    durationMs: end.durationMs,
    idempotencyKey,
  };
  return { actionId, update: { $case: 'settled', value } };
};

const OUTCOMES = {
  succeeded: tools.Outcome.OUTCOME_SUCCEEDED,
  failed: tools.Outcome.OUTCOME_FAILED,
  unknown: tools.Outcome.OUTCOME_UNKNOWN,
} as const;

const failure = ({ gateway }: ExecuteParts, error: unknown): Refusal => {
  gateway.log.error({ err: error }, 'a request could not be served');
  return {
    kind: error instanceof HostFull || error instanceof MailboxFull ? 'overloaded' : 'store-unavailable',
  };
};

const refuse = (
  { gateway, audit }: DoorParts,
  request: tools.ExecuteRequest,
  judged: Verdict,
): ServiceError => {
  const manifest = toolOf(gateway.tenants, request.tenantId, request.tool);
  // A tool nobody has declared is no label.
  if (manifest) toolCalled(request.tool, manifest.terms.effect, judged.result);
  const [code = ''] = judged.details.split(':');
  if (judged.isSecurity) audit.refused(request, code);
  else
    gateway.log.info({ code, callId: request.callId, actionId: request.actionId }, 'an action was refused');
  return errorOf(judged);
};

const errorOf = ({ code, details }: Verdict): ServiceError =>
  Object.assign(new Error(details), { code, details, metadata: new Metadata() });
