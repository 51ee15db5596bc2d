// Whole calls through the order desk: the decider walks the graph from greeting to end.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

const toConfirm = (): CallScript => {
  const call = new CallScript(orderDesk).start().listen();
  call.say('cancel my order').listen().say('four seven one one').listen().say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  return call.listen();
};

it('cancels an order that was read back and confirmed, and says so', () => {
  const call = toConfirm();
  expect(call.stage).toBe('confirm_cancel');
  call.say('yes').listen();
  call.settle('succeeded', { result: { receipt: 'R77' }, receipt: 'R77' });
  call.listen().say('nothing').listen();
  call.tell({ type: 'EndLine', reason: 'voice-agent-hung-up' });
  expect(call.said).toMatchInlineSnapshot(`
   [
     "Hello, this is the voice agent of Acme.",
     "How can I help you?",
     "What is the order number?",
     "Order four seven one one, is that right?",
     "I am looking it up.",
     "The order is open.",
     "I will cancel order four seven one one for good. Shall I?",
     "I am cancelling it.",
     "Order four seven one one is cancelled, receipt R77.",
     "Anything else?",
     "Goodbye.",
   ]
  `);
  expect(call.last('CallEnded')).toMatchObject({ outcome: 'contained' });
  expect(call.all('ActionAuthorized').map(({ tool }) => tool)).toEqual(['find_order', 'cancel_order']);
});
