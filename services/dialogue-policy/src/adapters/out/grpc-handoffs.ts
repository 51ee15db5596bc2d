// The hand-off service over handoff.v1: one Request stream per following, one Cancel per taking back.
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { handoff } from '@trunkline/contracts';
import { connect, deadlineIn } from '@trunkline/grpc';
import {
  isEnd,
  type Followed,
  type HandoffNotice,
  type HandoffRequest,
  type Handoffs,
} from '../../ports/handoffs.port';

const CANCEL_MS_MAX = 2_000;

/** `followMsMax` bounds one stream: a hand-off lives longer than that only by being followed again. */
export const grpcHandoffs = (address: string, followMsMax: number): Handoffs => {
  const client = connect(handoff.HandoffsServiceClient, address);
  return {
    follow: (request, onNotice) => follow(client, request, { onNotice, msMax: followMsMax }),
    cancel: (handoffId, reason) =>
      new Promise((resolve) => {
        client.cancel({ handoffId, reason }, new Metadata(), deadlineIn(CANCEL_MS_MAX), (error) =>
          resolve(!error),
        );
      }),
    close: () => client.close(),
  };
};

const follow = (
  client: handoff.HandoffsServiceClient,
  request: HandoffRequest,
  { onNotice, msMax }: { onNotice: (notice: HandoffNotice) => void; msMax: number },
): Promise<Followed> =>
  new Promise((resolve) => {
    const stream = client.request({ ...request }, deadlineIn(msMax));
    stream.on('data', (response: handoff.RequestResponse) => {
      const notice = noticeOf(response);
      if (notice === undefined) return;
      onNotice(notice);
      if (!isEnd(notice)) return;
      resolve({ kind: 'ended' });
      stream.cancel();
    });
    stream.on('error', (error: ServiceError) => resolve(failureOf(error)));
    stream.on('end', () => resolve({ kind: 'lost' }));
  });

const failureOf = ({ code }: ServiceError): Followed => {
  switch (code) {
    case status.INVALID_ARGUMENT:
    case status.NOT_FOUND:
    case status.FAILED_PRECONDITION:
      return { kind: 'refused', code: status[code].toLowerCase() };
    default:
      return { kind: 'lost' };
  }
};

const noticeOf = ({ state, atMs, cause, agentName }: handoff.RequestResponse): HandoffNotice | undefined => {
  const known = STATES[state];
  if (known === undefined) return undefined;
  return {
    state: known,
    atMs,
    ...(agentName === '' ? {} : { humanAgent: agentName }),
    ...(cause === '' ? {} : { cause }),
  };
};

const STATES: Readonly<Partial<Record<handoff.HandoffState, HandoffNotice['state']>>> = {
  [handoff.HandoffState.HANDOFF_STATE_QUEUED]: 'queued',
  [handoff.HandoffState.HANDOFF_STATE_OFFERED]: 'offered',
  [handoff.HandoffState.HANDOFF_STATE_ACCEPTED]: 'accepted',
  [handoff.HandoffState.HANDOFF_STATE_BRIDGED]: 'bridged',
  [handoff.HandoffState.HANDOFF_STATE_COMPLETED]: 'completed',
  [handoff.HandoffState.HANDOFF_STATE_ABANDONED]: 'abandoned',
  [handoff.HandoffState.HANDOFF_STATE_FAILED]: 'failed',
  [handoff.HandoffState.HANDOFF_STATE_NO_AGENT]: 'no-agent',
};
