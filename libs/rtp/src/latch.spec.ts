// Latching: who is heard and answered, and that nobody else can make it so.
import { type Endpoint } from './endpoint';
import { Latch, type LatchOptions } from './latch';

const announced = { address: '192.0.2.1', port: 4_000 };
const behindNat = { address: '203.0.113.5', port: 61_000 };
const attacker = { address: '198.51.100.9', port: 5_004 };

const answeredAt0 = (options?: LatchOptions): Latch => new Latch(announced, 0, options);

/** `count` packets in order, 20 ms apart. */
const send = (latch: Latch, from: Endpoint, { fromMs, count, ssrc = 1 }: Burst): string[] =>
  Array.from({ length: count }, (_, index) => {
    const sequence = (65_533 + index) % 65_536;
    return latch.handlePacket({ ssrc, sequence }, from, fromMs + index * 20).kind;
  });
interface Burst {
  readonly fromMs: number;
  readonly count: number;
  readonly ssrc?: number;
}

it('hears and answers the announced address at once', () => {
  const latch = answeredAt0();
  expect(latch.isHeard).toBe(false);
  expect(send(latch, announced, { fromMs: 100, count: 2 })).toEqual(['accepted', 'accepted']);
  expect(latch.target).toEqual(announced);
  expect(latch.isHeard).toBe(true);
});

it('moves to the address behind the NAT after several packets in order, when the announced one is silent', () => {
  const latch = answeredAt0();
  expect(send(latch, behindNat, { fromMs: 100, count: 5 })).toEqual([
    'refused',
    'refused',
    'refused',
    'moved',
    'accepted',
  ]);
  expect(latch.target).toEqual(behindNat);
  expect(latch.counts).toEqual({ accepted: 1, refused: 3, moves: 1 });
});

it('does not move while the present address speaks', () => {
  const latch = answeredAt0();
  for (let atMs = 0; atMs < 2_000; atMs += 20) {
    latch.handlePacket({ ssrc: 1, sequence: atMs / 20 }, announced, atMs);
    expect(latch.handlePacket({ ssrc: 2, sequence: atMs / 20 }, attacker, atMs).kind).toBe('refused');
  }
  expect(latch.target).toEqual(announced);
  expect(latch.counts.refused).toBe(100);
});

it('moves when the present address has fallen silent', () => {
  const latch = answeredAt0();
  send(latch, announced, { fromMs: 0, count: 3 });
  expect(send(latch, behindNat, { fromMs: 140, count: 6 })).toContain('moved');
});

it('asks for one SSRC and an unbroken order', () => {
  const latch = answeredAt0();
  const kinds = [7, 9, 10, 30, 31, 40].map(
    (sequence, index) => latch.handlePacket({ ssrc: 1, sequence }, attacker, index * 20).kind,
  );
  const mixed = [1, 2, 3, 4, 5].map(
    (sequence) => latch.handlePacket({ ssrc: sequence % 2, sequence }, attacker, 200 + sequence).kind,
  );
  expect(new Set([...kinds, ...mixed])).toEqual(new Set(['refused']));
});

it('moves once: a second address is refused', () => {
  const latch = answeredAt0();
  send(latch, behindNat, { fromMs: 0, count: 4 });
  expect(new Set(send(latch, attacker, { fromMs: 2_000, count: 20 }))).toEqual(new Set(['refused']));
  expect(latch.target).toEqual(behindNat);
});

it('goes back to the announced address when that speaks after all, and stays there', () => {
  const latch = answeredAt0();
  send(latch, attacker, { fromMs: 0, count: 4 });
  expect(latch.target).toEqual(attacker);
  expect(send(latch, announced, { fromMs: 300, count: 2 })).toEqual(['moved', 'accepted']);
  expect(new Set(send(latch, attacker, { fromMs: 1_000, count: 20 }))).toEqual(new Set(['refused']));
  expect(latch.target).toEqual(announced);
});

it('is fixed after the learning phase', () => {
  const latch = answeredAt0();
  expect(new Set(send(latch, attacker, { fromMs: 5_000, count: 50 }))).toEqual(new Set(['refused']));
  expect(latch.target).toEqual(announced);
});

it('learns nothing when the trunk is not symmetric', () => {
  const latch = answeredAt0({ isSymmetric: false });
  expect(new Set(send(latch, behindNat, { fromMs: 0, count: 50 }))).toEqual(new Set(['refused']));
});

it('starts again at the address of a re-INVITE', () => {
  const latch = answeredAt0();
  send(latch, behindNat, { fromMs: 0, count: 4 });
  const next = { address: '192.0.2.1', port: 4_002 };
  latch.reset(next, 60_000);
  expect(latch.target).toEqual(next);
  expect(latch.isHeard).toBe(false);
  expect(send(latch, behindNat, { fromMs: 60_100, count: 4 })).toContain('moved');
});
