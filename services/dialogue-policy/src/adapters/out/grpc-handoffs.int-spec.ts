// The hand-off service's client keeps the port's promises, over real gRPC.
import { handoffsContract } from '../../ports/handoffs.contract';
import { type Handoffs } from '../../ports/handoffs.port';
import { grpcHandoffs } from './grpc-handoffs';
import { Neighbours } from './neighbours.double';

const neighbours = new Neighbours();
let handoffs: Handoffs;
beforeAll(async () => {
  handoffs = grpcHandoffs(await neighbours.start(), 5_000);
});
afterAll(async () => {
  handoffs.close();
  await neighbours.stop();
});

handoffsContract('grpcHandoffs', () => ({
  handoffs,
  script: (...next) => {
    neighbours.notices = next;
  },
  cancelled: neighbours.cancelled,
}));

it('does not take back what it cannot say', async () => {
  const nowhere = grpcHandoffs('127.0.0.1:1', 1_000);
  expect(await nowhere.cancel('call-0001-h1', 'caller-left')).toBe(false);
  nowhere.close();
});
