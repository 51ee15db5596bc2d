// What is known and still stands: a tool's facts go with the arguments they rest on.
import { argsOf, claimable, factOf, slotsOf } from './facts';
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';
import { type LiveCall } from './state';

const live = (call: CallScript): LiveCall => {
  if (call.call.status !== 'live') throw new Error('the call is over');
  return call.call;
};

const lookedUp = (): CallScript => {
  const call = new CallScript(orderDesk).start().listen().say('cancel').listen().say('4711').listen();
  call.say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  return call.listen();
};

it('stands while its arguments do', () => {
  const call = live(lookedUp());
  expect(claimable(orderDesk, call)).toEqual({ 'slot.order_number': '4711', 'order.status': 'open' });
  expect(slotsOf(call)).toEqual({ order_number: '4711' });
});

it('falls with its arguments, and stands again with them', () => {
  const call = lookedUp().say('no i mean 4712').listen();
  expect(factOf(orderDesk, live(call), 'order.status')).toBeUndefined();
  call.say('no i mean 4711');
  expect(factOf(orderDesk, live(call), 'order.status')).toBe('open');
});

it('ends where a tool takes what it records', () => {
  const ownArgs = { order: { from: 'fact', fact: 'order.status' } } as const;
  const circular = {
    ...orderDesk,
    stages: { ...orderDesk.stages, find_order: { ...orderDesk.stages.find_order!, args: ownArgs } as never },
  };
  expect(factOf(circular, live(lookedUp()), 'order.status')).toBeUndefined();
});

it('makes arguments of slots, facts and constants, or none when one is unknown', () => {
  const call = live(lookedUp());
  const stage = (args: object) => ({ ...orderDesk.stages.find_order!, args }) as never;
  const known = { a: { from: 'slot', slot: 'order_number' }, b: { from: 'fact', fact: 'order.status' } };
  expect(argsOf(orderDesk, call, stage({ ...known, c: { from: 'constant', value: false } }))).toEqual({
    a: '4711',
    b: 'open',
    c: false,
  });
  expect(
    argsOf(orderDesk, call, stage({ ...known, c: { from: 'fact', fact: 'order.total' } })),
  ).toBeUndefined();
});
