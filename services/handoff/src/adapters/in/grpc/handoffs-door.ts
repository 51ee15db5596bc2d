// The gRPC door of hand-offs: asking attaches, leaving the stream changes nothing, cancelling is said in words.
import { status, type sendUnaryData, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { handoff as contract } from '@trunkline/contracts';
import { type ReasonCode } from '@trunkline/flow';
import { type Door } from '@trunkline/grpc';
import { type Handoffs } from '../../../app/handoffs';
import { type OnDuty } from '../../../app/on-duty';
import { type Progress } from '../../../app/progress';
import { HandoffTrace } from './handoff-trace';
import { grpcVerdict, type RequestRefusal } from '../../../verdict';

type RequestCall = ServerWritableStream<contract.RequestRequest, contract.RequestResponse>;

/** While another instance has the duty every question is answered with UNAVAILABLE: ask again, there or here. */
export const handoffsDoor = (duty: Pick<OnDuty, 'handoffs'>, onError: (error: unknown) => void): Door => {
  const implementation: contract.HandoffsServiceServer = {
    request: (call) => {
      attach(duty, call).catch((error: unknown) => {
        onError(error);
        fail(call, { code: status.UNAVAILABLE, details: 'the hand-off could not be recorded' });
      });
    },
    cancel: (
      call: ServerUnaryCall<contract.CancelRequest, contract.CancelResponse>,
      answer: sendUnaryData<contract.CancelResponse>,
    ) => {
      const { handoffId, reason } = call.request;
      cancelled(duty, handoffId, reason || 'caller-left').then(
        (found) => answer(null, { found }),
        (error: unknown) => {
          onError(error);
          answer({ code: status.UNAVAILABLE, details: 'the cancellation could not be recorded' });
        },
      );
    },
  };
  return { definition: contract.HandoffsServiceService, implementation };
};

const cancelled = async (
  duty: Pick<OnDuty, 'handoffs'>,
  handoffId: string,
  reason: string,
): Promise<boolean> => duty.handoffs.cancel(handoffId, reason);

const attach = async (duty: Pick<OnDuty, 'handoffs'>, call: RequestCall): Promise<void> => {
  const { handoffs } = duty;
  const wrongId = badId(call.request);
  if (wrongId) return refuse(call, wrongId);
  const request = requestOf(call.request);
  const trace = new HandoffTrace(request);
  let isOver = false;
  let detach = (): void => undefined;
  const stay = handoffs.whenClosed(() => {
    leave();
    fail(call, { code: status.UNAVAILABLE, details: 'another instance takes over' });
  });
  const leave = (): void => {
    isOver = true;
    stay();
    trace.end('left');
    detach();
  };
  call.on('cancelled', leave);
  const listen = (progress: Progress): void => {
    if (isOver) return;
    trace.reached(progress.state);
    call.write(responseOf(handoffs, progress));
    if (!progress.isLast) return;
    leave();
    call.end();
  };
  const requested = await handoffs.request(request, listen).catch((error: unknown) => {
    trace.end('error');
    throw error;
  });
  if (requested.kind !== 'attached') trace.end(requested.kind);
  detach = requested.detach ?? detach;
  if (isOver) detach();
  if (requested.kind === 'unknown-tenant')
    refuse(call, { kind: requested.kind, tenantId: call.request.tenantId });
  if (requested.kind === 'unknown-queue') refuse(call, { ...requested, queue: call.request.queue });
};

const refuse = (call: RequestCall, refusal: RequestRefusal): void => fail(call, grpcVerdict(refusal));

/** The status of a stream is what its `error` event carries. */
const fail = (call: RequestCall, { code, details }: { code: status; details: string }): void => {
  call.emit('error', Object.assign(new Error(details), { code, details }));
};

const ID = /^[0-9a-zA-Z_-]{8,64}$/;

const badId = ({ handoffId, callId }: contract.RequestRequest): RequestRefusal | undefined => {
  if (!ID.test(handoffId)) return { kind: 'bad-id', field: 'handoff_id' };
  return ID.test(callId) ? undefined : { kind: 'bad-id', field: 'call_id' };
};

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const requestOf = (request: contract.RequestRequest) => ({
  handoffId: request.handoffId,
  callId: request.callId,
  tenantId: request.tenantId,
  reason: reasonCode(request.reason),
  queue: request.queue,
  fenceEpoch: request.fenceEpoch,
  asOfVersion: request.asOfVersion,
  traceparent: TRACEPARENT.test(request.traceparent) ? request.traceparent : '',
});

const REASON = /^(caller|safety|identity|policy|model|tool|media|limit|ops|plan)\.[a-z_]{2,32}$/;

/** A reason that cannot be one is no reason to keep the caller waiting. */
const reasonCode = (reason: string): ReasonCode => (isReasonCode(reason) ? reason : 'policy.human_required');

const isReasonCode = (reason: string): reason is ReasonCode => REASON.test(reason);

const responseOf = (handoffs: Handoffs, progress: Progress): contract.RequestResponse => ({
  handoffId: progress.handoffId,
  state: STATES[progress.state],
  atMs: progress.atMs,
  cause: progress.cause,
  agentName: progress.agentName,
  headline: handoffs.packet(progress.handoffId)?.headline.want ?? '',
  revision: progress.revision,
});

const STATES: Readonly<Record<Progress['state'], contract.HandoffState>> = {
  queued: contract.HandoffState.HANDOFF_STATE_QUEUED,
  offered: contract.HandoffState.HANDOFF_STATE_OFFERED,
  accepted: contract.HandoffState.HANDOFF_STATE_ACCEPTED,
  bridged: contract.HandoffState.HANDOFF_STATE_BRIDGED,
  completed: contract.HandoffState.HANDOFF_STATE_COMPLETED,
  abandoned: contract.HandoffState.HANDOFF_STATE_ABANDONED,
  failed: contract.HandoffState.HANDOFF_STATE_FAILED,
  'no-agent': contract.HandoffState.HANDOFF_STATE_NO_AGENT,
};
