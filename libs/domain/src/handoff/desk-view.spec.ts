// Specs of the desk's reducer: what comes twice or late changes nothing.
import { foldDesk, initialView, type DeskEvent, type DeskOffer, type DeskView } from './desk-view';
import { plainPacket } from './packet.fixture';
import { type HandoffPacket, type PacketFact } from './packet-model';

const packet = (rev: number, facts: readonly PacketFact[] = []): HandoffPacket => ({
  ...plainPacket,
  rev,
  asOfSeq: rev,
  facts,
});
const fact: PacketFact = {
  key: 'a',
  label: 'A',
  value: '1',
  status: 'claimed',
  source: { kind: 'caller', ref: 'u1' },
  at: plainPacket.frozenAt,
  pii: 'none',
};
const offer: DeskOffer = {
  handoffId: 'h1',
  offerId: 'o1',
  queueLabel: 'Orders',
  reason: { code: 'tool.in_doubt', label: 'In doubt', severity: 'p1' },
  openedAt: 1,
  packet: packet(1),
  changed: [],
  lines: [],
  offeredAt: 2,
  expiresAt: 9,
};
const after = (...events: readonly DeskEvent[]): DeskView => events.reduce(foldDesk, initialView);
const offered: DeskEvent = { type: 'offer', offer };
const work = (phase: 'connecting' | 'bridged' | 'wrap-up', at: number): DeskEvent => ({
  type: 'work',
  handoffId: 'h1',
  offerId: 'o1',
  phase,
  at,
});
const line = (seq: number): DeskEvent => ({
  type: 'line',
  handoffId: 'h1',
  line: { seq, by: 'caller', text: `line ${seq}` },
});

describe('a desk', () => {
  it('shows an offer, and after its acceptance the same caller as work', () => {
    const taken = after(offered, line(3), work('connecting', 5), work('bridged', 6));
    expect(taken.offer).toBeUndefined();
    expect(taken.work).toMatchObject({ handoffId: 'h1', phase: 'bridged', lines: [{ seq: 3 }] });
  });

  it('does not fall back to the offer when it comes again', () => {
    expect(after(offered, work('connecting', 5), offered)).toEqual(after(offered, work('connecting', 5)));
  });

  it('takes each line once, in order', () => {
    expect(after(offered, line(3), line(4), line(3), line(4)).offer?.lines.map(({ seq }) => seq)).toEqual([
      3, 4,
    ]);
  });

  it('marks what a revision changed, and ignores an older one', () => {
    const revised = after(
      offered,
      { type: 'packet', handoffId: 'h1', packet: packet(3, [fact]), at: 7 },
      { type: 'packet', handoffId: 'h1', packet: packet(2), at: 8 },
    );
    expect(revised.offer).toMatchObject({ packet: { rev: 3 }, changed: ['facts'], changedAt: 7 });
  });

  it('says why an offer is gone, and forgets that with the next', () => {
    const gone: DeskEvent = { type: 'over', offerId: 'o1', notice: { kind: 'caller-left', at: 7 } };
    expect(after(offered, gone)).toMatchObject({ notice: { kind: 'caller-left' } });
    expect(after(offered, gone).offer).toBeUndefined();
    expect(
      after(offered, gone, { type: 'offer', offer: { ...offer, offerId: 'o2' } }).notice,
    ).toBeUndefined();
  });

  it('is not cleared by the end of an offer that it does not show', () => {
    const other: DeskEvent = { type: 'over', offerId: 'o0', notice: { kind: 'offer-expired', at: 7 } };
    expect(after(offered, other)).toEqual(after(offered));
  });

  it('starts over from a snapshot', () => {
    const view = after(offered, work('bridged', 6));
    expect(after({ type: 'snapshot', view })).toEqual(view);
  });
});
