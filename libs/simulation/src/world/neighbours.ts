// The other services as the policy reaches them: over a network, wherever an instance runs at the moment.
import { argsDigest as digestOf } from '@trunkline/domain/digest';
import { type FencedAction } from './admissions';
import { isLast } from './handoff-notices';
import { type Handoffs } from './handoffs';
import { type Attempted, type Followed, type Neighbours } from './policy-effects';
import { repeated } from './repeated';
import { rpc } from './rpc';
import { type Service } from './service';
import { type Sim } from './sim';
import { type ToolGateway } from './tool-gateway';

export interface Elsewhere {
  readonly toolGateway: Service<ToolGateway>;
  readonly handoffs: Service<Handoffs>;
}

/** A stream that is quiet for this long is taken for lost and opened again. */
const FOLLOW_MS_MAX = 240_000;
const CANCEL_MS_MAX = 2_000;
/** When the planted gateway loses its patience. */
const IMPATIENT_MS = 2_500;

export const neighboursOf = (sim: Sim, elsewhere: () => Elsewhere): Neighbours => ({
  execute: (request, msMax) => {
    const gateway = elsewhere().toolGateway.current;
    const isHasty = sim.planted === 'success-told-on-slow-tool';
    const changed = sim.planted === 'args-changed-after-confirmation' ? withOtherArgs(request) : request;
    return rpc<Attempted>(sim, {
      server: gateway?.instance,
      lost: isHasty ? SUCCESS : { kind: 'lost' },
      msMax: isHasty ? Math.min(msMax, IMPATIENT_MS) : msMax,
      handle: (answer) => repeated(sim, (times) => gateway?.execute(changed, times === 1 ? answer : unheard)),
    });
  },
  fence: (epoch, msMax) => {
    const gateway = elsewhere().toolGateway.current;
    return rpc<readonly FencedAction[] | undefined>(sim, {
      server: gateway?.instance,
      lost: undefined,
      msMax,
      handle: (answer) => repeated(sim, (times) => gateway?.fence(epoch, times === 1 ? answer : unheard)),
    });
  },
  follow: (request, onNotice) => {
    const handoffs = elsewhere().handoffs.current;
    return rpc<Followed>(sim, {
      server: handoffs?.instance,
      lost: 'lost',
      msMax: FOLLOW_MS_MAX,
      handle: (answer) => {
        handoffs
          ?.request(request, (notice) => {
            sim.kernel.after(2, () => onNotice(notice));
            if (isLast(notice)) answer('ended');
          })
          .catch(() => answer('lost'));
      },
    });
  },
  cancel: (handoffId, reason) => {
    const handoffs = elsewhere().handoffs.current;
    return rpc(sim, {
      server: handoffs?.instance,
      lost: false,
      msMax: CANCEL_MS_MAX,
      handle: (answer) => {
        handoffs?.cancel(handoffId, reason).then(
          () => answer(true),
          () => answer(false),
        );
      },
    });
  },
});

/** Whoever asked has its answer already. */
const unheard = (): void => undefined;

const SUCCESS: Attempted = {
  kind: 'settled',
  outcome: 'succeeded',
  result: {},
  proof: 'response',
  idempotencyKey: '',
};

type Request = Parameters<Neighbours['execute']>[0];

/** One digit of the order is another one, and the digest is of what is sent. */
const withOtherArgs = (request: Request): Request => {
  if (request.confirmation === undefined || request.args.order === undefined) return request;
  const args = { ...request.args, order: request.args.order === '52230' ? '52231' : '52230' };
  return { ...request, args, argsDigest: digestOf(args) };
};
