// The tool gateway's client keeps the port's promises, over real gRPC; an unreachable gateway is a loss, not an error.
import { status } from '@grpc/grpc-js';
import { tools } from '@trunkline/contracts';
import { actionsContract, type ScriptedAction } from '../../ports/actions.contract';
import { type Actions } from '../../ports/actions.port';
import { grpcActions } from './grpc-actions';
import { Neighbours, type Answer } from './neighbours.double';

const answers: Readonly<Record<ScriptedAction, Answer>> = {
  succeeds: { resultJson: '{"status":"cancelled","odd":{"nested":1}}', receipt: 'CX-1' },
  'is-unknown': { outcome: tools.Outcome.OUTCOME_UNKNOWN, proof: 'none', errorCode: 'timeout' },
  'is-refused': { refuse: status.FAILED_PRECONDITION, details: 'CONFIRMATION_VOID: expired' },
  'is-too-late': { refuse: status.DEADLINE_EXCEEDED, details: 'TOO_LATE: the deadline has passed' },
  breaks: 'break',
  'is-silent': 'silent',
};

const neighbours = new Neighbours();
let actions: Actions;
beforeAll(async () => {
  actions = grpcActions(await neighbours.start());
});
afterAll(async () => {
  actions.close();
  await neighbours.stop();
});

actionsContract('grpcActions', () => ({
  actions,
  script: (next) => {
    neighbours.answers = { cancel_order: [answers[next]] };
  },
}));

it('does not answer for a gateway that is not there', async () => {
  const nowhere = grpcActions('127.0.0.1:1');
  expect(await nowhere.fence({ tenantId: 'acme', callId: 'call-0001', epoch: 1 }, 200)).toBeUndefined();
  nowhere.close();
});
