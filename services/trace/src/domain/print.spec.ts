// The printed timeline, whole: columns, marks, silences, figures, within the width.
import { cancelledOrder } from '../test/cancelled-order.double';
import { printCall, printEntry, WIDTH } from './print';
import { summaryOf } from './summary';
import { timelineOf } from './timeline';

const timeline = timelineOf(cancelledOrder);
const lines = printCall(summaryOf(cancelledOrder, timeline), timeline);

it('reads from the answer to the end', () => {
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
   "
   Call c1, 2023-11-14T22:13:20.000Z
     from +1 *** *** 0142 to orders, trunk t1, flow orders of acme
     handed_off (caller-hung-up) after 20.0 s, 2 turns

     -0.02s  line        call from +1 *** *** 0142 by trunk t1
      0.00s  line        answered (PCMU)
      0.00s  policy      stage greet, because start
      0.10s  voice agent "Order desk, --" (cut here); would have said "Order desk, I am a voice
                         assistant."
      1.00s  caller      "cancel order four seven" (confidence 0.90)
      1.30s  policy      barge-in: stops speaking, because words
      2.41s  policy      turn 1 is over: complete, after 350 ms of silence
      2.41s  policy      understood: intent cancel_order
      2.60s  policy      asks for a yes to cancel_order {order: 47}
      2.60s  voice agent "Shall I cancel order four seven?" [after 600 ms]
      4.00s  ........    1.5 s of silence between the voice agent and the caller
      5.50s  caller      "yes" (confidence 0.90)
      6.25s  policy      turn 2 is over: complete, after 350 ms of silence
      6.25s  policy      understood: yes
      6.25s  policy      confirmed by speech
      6.25s  policy      authorises cancel_order {order: 47} (irreversible)
      6.26s  tool        cancel_order: reserved (irreversible)
      6.30s  tool        cancel_order: attempt 1: ok in 2250 ms
      6.80s  voice agent "One moment." [after 900 ms]
      7.40s  ........    1.3 s of silence before the voice agent goes on
      8.56s  tool        cancel_order: succeeded (by response, receipt R77)
      8.70s  voice agent "It is cancelled."
     10.00s  hand-off    hand-off to orders: caller.requested (caller)
     10.10s  hand-off    waits in queue orders (frozen)
     13.00s  hand-off    ana speaks with the caller
     20.00s  line        line over after 20.0 s: caller-hung-up
     20.00s  call        over: handed_off (caller-hung-up)

   Action   cancel_order: succeeded (irreversible, 1 attempt, receipt R77)
   Hand-off caller.requested, queue orders: bridged
   Replies  2, silence before them p50 600 ms, p95 900 ms, longest 900 ms; longest silence 1.5 s
   Spend    $0.0025 (telephony $0.0015, tool $0.0010)
   "
  `);
});

it('stays within the width, however long a word is', () => {
  const text = `${'x'.repeat(300)} and more`;
  const printed = printEntry({
    kind: 'caller-spoke',
    atMs: 0,
    utteranceId: 'u',
    text,
    confidence: 1,
    endMs: 1,
  });
  expect(Math.max(...printed.map((line) => line.length))).toBe(WIDTH);
  expect(printed.map((line) => line.slice(22)).join('')).toContain('x'.repeat(300));
});

it('lets nothing that was heard steer the terminal', () => {
  const text = 'red \u001b[31m\r\n';
  const [line] = printEntry({
    kind: 'caller-spoke',
    atMs: 0,
    utteranceId: 'u',
    text,
    confidence: 1,
    endMs: 1,
  });
  expect(line).toContain('"red �[31m��"');
});
