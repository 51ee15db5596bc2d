// The tool gateway over tools.v1: one Execute stream per attempt, one Fence per ask.
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { tools } from '@trunkline/contracts';
import { connect, deadlineIn } from '@trunkline/grpc';
import {
  type ActionRequest,
  type Actions,
  type Attempted,
  type FencedAction,
  type Scalars,
} from '../../ports/actions.port';

export const grpcActions = (address: string): Actions => {
  const client = connect(tools.ActionsServiceClient, address);
  return {
    execute: (request, msMax) => execute(client, request, msMax),
    fence: (call, msMax) =>
      new Promise((resolve) => {
        client.fence({ ...call }, new Metadata(), deadlineIn(msMax), (error, answer) =>
          resolve(error ? undefined : answer.actions.map(fencedAction)),
        );
      }),
    close: () => client.close(),
  };
};

const execute = (
  client: tools.ActionsServiceClient,
  request: ActionRequest,
  msMax: number,
): Promise<Attempted> =>
  new Promise((resolve) => {
    const { deadlineAt, causeId, ...rest } = request;
    const stream = client.execute(
      {
        ...rest,
        deadlineMs: Math.round(deadlineAt),
        confirmation: request.confirmation,
        spokenBecause: causeId,
      },
      deadlineIn(msMax),
    );
    const done = (attempted: Attempted): void => {
      resolve(attempted);
      stream.cancel();
    };
    stream.on('data', ({ update }: tools.ExecuteResponse) => {
      if (update?.$case === 'settled') done(settledOf(update.value));
    });
    stream.on('error', (error: ServiceError) => resolve(failureOf(error)));
    stream.on('end', () => resolve({ kind: 'lost' }));
  });

const settledOf = (settled: tools.Settled): Attempted => ({
  kind: 'settled',
  outcome: outcomeOf(settled.outcome),
  result: scalarsOf(settled.resultJson),
  ...(settled.receipt === '' ? {} : { receipt: settled.receipt }),
  ...(settled.errorCode === '' ? {} : { errorCode: settled.errorCode }),
  proof: settled.proof === 'response' || settled.proof === 'lookup' ? settled.proof : 'none',
  idempotencyKey: settled.idempotencyKey,
});

const outcomeOf = (outcome: tools.Outcome): 'succeeded' | 'failed' | 'unknown' => {
  switch (outcome) {
    case tools.Outcome.OUTCOME_SUCCEEDED:
      return 'succeeded';
    case tools.Outcome.OUTCOME_FAILED:
      return 'failed';
    case tools.Outcome.OUTCOME_UNKNOWN:
    case tools.Outcome.OUTCOME_UNSPECIFIED:
    case tools.Outcome.UNRECOGNIZED:
      return 'unknown';
  }
};

/** Refusals of the gateway name themselves before the colon: `CONFIRMATION_VOID: expired`. */
const failureOf = (error: ServiceError): Attempted => {
  const code = (/^([A-Z_]{2,40}):/u.exec(error.details)?.[1] ?? '').toLowerCase();
  switch (error.code) {
    case status.INVALID_ARGUMENT:
    case status.FAILED_PRECONDITION:
    case status.NOT_FOUND:
    case status.RESOURCE_EXHAUSTED:
    case status.PERMISSION_DENIED:
      return { kind: 'refused', code: code === '' ? 'refused' : code };
    default:
      // DEADLINE_EXCEEDED is the gateway's refusal only where it says so; otherwise it is our own patience.
      return code === 'too_late' ? { kind: 'refused', code } : { kind: 'lost' };
  }
};

const scalarsOf = (json: string): Scalars => {
  const parsed: unknown = json === '' ? {} : parse(json);
  if (typeof parsed !== 'object' || parsed === null) return {};
  return Object.fromEntries(
    Object.entries(parsed).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  );
};

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
};

const STATES = ['succeeded', 'failed', 'unknown', 'not_started'] as const;

const fencedAction = ({ actionId, state }: tools.FencedAction): FencedAction => ({
  actionId,
  state: STATES.find((known) => known === state) ?? 'unknown',
});
