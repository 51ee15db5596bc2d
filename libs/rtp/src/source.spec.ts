// Source validation by RFC 3550 A.1, and who may take a source's place.
import { type Endpoint } from './endpoint';
import { MAX_DROPOUT, MAX_MISORDER, SourceValidator, type SourceVerdict } from './source';

const caller = { address: '192.0.2.1', port: 4_000 };
const stranger = { address: '198.51.100.9', port: 4_000 };

const feed = (validator: SourceValidator, sequences: readonly number[], by: Partial<Sender> = {}): string[] =>
  sequences.map((sequence) =>
    told(validator.handlePacket({ ssrc: by.ssrc ?? 1, sequence }, by.from ?? caller)),
  );
interface Sender {
  readonly ssrc: number;
  readonly from: Endpoint;
}
const told = (verdict: SourceVerdict): string =>
  verdict.kind === 'accepted'
    ? `${verdict.isNewSource ? 'new ' : ''}${verdict.extendedSequence}`
    : verdict.why;

it('accepts a source with its second packet in order', () => {
  const validator = new SourceValidator();
  expect(feed(validator, [10, 11, 12])).toEqual(['probation', 'new 65547', '65548']);
  expect(validator.counts).toMatchObject({ accepted: 2, probation: 1, ssrcChanges: 0 });
});

it('starts probation again when the second packet is not the next', () => {
  expect(feed(new SourceValidator(), [10, 12, 14, 15])).toEqual([
    'probation',
    'probation',
    'probation',
    'new 65551',
  ]);
});

it('extends the sequence over its wrap, forwards and backwards', () => {
  const validator = new SourceValidator();
  expect(feed(validator, [65_534, 65_535, 0, 1, 65_535, 2])).toEqual([
    'probation',
    'new 131071',
    '131072',
    '131073',
    '131071',
    '131074',
  ]);
});

it('accepts a dropout below the limit and refuses the jump at it', () => {
  const within = new SourceValidator();
  feed(within, [0, 1]);
  expect(feed(within, [MAX_DROPOUT])).toEqual([`${65_536 + MAX_DROPOUT}`]);
  const beyond = new SourceValidator();
  feed(beyond, [0, 1]);
  expect(feed(beyond, [1 + MAX_DROPOUT])).toEqual(['sequence-jump']);
});

it('accepts misorder below the limit and refuses older packets', () => {
  const validator = new SourceValidator();
  feed(validator, [999, 1_000]);
  expect(feed(validator, [1_001 - MAX_MISORDER])).toEqual([`${65_536 + 1_001 - MAX_MISORDER}`]);
  expect(feed(validator, [1_000 - MAX_MISORDER])).toEqual(['sequence-jump']);
});

it('follows a sender that restarted, after two packets in order', () => {
  const validator = new SourceValidator();
  feed(validator, [10, 11]);
  expect(feed(validator, [30_000, 30_001, 30_002])).toEqual(['sequence-jump', 'new 95537', '95538']);
});

it('does not take two stray packets with others between them for a restart', () => {
  const validator = new SourceValidator();
  feed(validator, [10, 11]);
  expect(feed(validator, [30_000, 12, 30_001, 13])).toEqual([
    'sequence-jump',
    '65548',
    'sequence-jump',
    '65549',
  ]);
});

describe('another SSRC', () => {
  it('is accepted from the same address after two packets in order', () => {
    const validator = new SourceValidator();
    feed(validator, [10, 11]);
    expect(feed(validator, [500, 501], { ssrc: 2 })).toEqual(['probation', 'new 66037']);
    expect(validator.ssrc).toBe(2);
    expect(validator.counts.ssrcChanges).toBe(1);
  });

  it('does not take the place with single packets among those of the source', () => {
    const validator = new SourceValidator();
    feed(validator, [10, 11]);
    expect(feed(validator, [500], { ssrc: 2 })).toEqual(['probation']);
    expect(feed(validator, [12])).toEqual(['65548']);
    expect(feed(validator, [777], { ssrc: 2 })).toEqual(['probation']);
    expect(validator.ssrc).toBe(1);
  });

  it('is refused from another address, however many packets come', () => {
    const validator = new SourceValidator();
    feed(validator, [10, 11]);
    expect(new Set(feed(validator, [1, 2, 3, 4, 5], { ssrc: 2, from: stranger }))).toEqual(
      new Set(['other-address']),
    );
    expect(new Set(feed(validator, [12, 13], { from: stranger }))).toEqual(new Set(['other-address']));
    expect(validator.ssrc).toBe(1);
    expect(validator.counts.otherAddress).toBe(7);
  });
});

it('takes a source from anywhere after a reset', () => {
  const validator = new SourceValidator();
  feed(validator, [10, 11]);
  validator.reset();
  expect(feed(validator, [1, 2], { ssrc: 2, from: stranger })).toEqual(['probation', 'new 65538']);
});
