import fc from 'fast-check';
import { fold } from '@trunkline/event-sourcing';
import { type LineEvent } from './events';
import { type LineInput, type OfferLine } from './inputs';
import { lineDecider } from './line';
import { isBridging, type Line } from './state';

const house = { draining: false, linesActive: 0, linesMax: 2, portsFree: 1, codec: 'PCMU', brainReady: true };
const offerLine = (changes: Partial<OfferLine['house']> = {}): OfferLine => ({
  type: 'OfferLine',
  inputId: 'l1',
  at: 1_000,
  callId: 'call-0001',
  tenantId: 'acme',
  sipCallId: 'x@y',
  fromTag: 't',
  from: '4711',
  to: 'orders',
  trunk: 'carrier',
  flow: 'orders',
  gateway: 'gw-1',
  house: { ...house, ...changes },
  lineMsMax: 60_000,
  noMediaMsMax: 10_000,
});
const answered: LineInput = {
  type: 'NoteAnswered',
  inputId: 'l2',
  at: 2_000,
  codec: 'PCMU',
  noMediaMsMax: 10_000,
  lineMsMax: 60_000,
};
const media: LineInput = { type: 'NoteMediaStarted', inputId: 'l3', at: 2_100, ssrc: 7 };
const hungUp: LineInput = { type: 'NoteHungUp', inputId: 'l9', at: 9_000, reason: 'hung-up' };
const bridge: LineInput = {
  type: 'RequestBridge',
  inputId: 'l4',
  at: 3_000,
  bridgeId: 'b1',
  targetUri: 'sip:ana@x',
};

/** Feeds inputs one after the other; gives the state and all events. */
const after = (...inputs: readonly LineInput[]): { line: Line; events: readonly LineEvent[] } => {
  let line = lineDecider.initial;
  const events: LineEvent[] = [];
  for (const input of inputs) {
    const decided = lineDecider.decide(line, input);
    events.push(...decided);
    line = fold(lineDecider, line, decided);
  }
  return { line, events };
};
const next = (line: Line, input: LineInput): readonly string[] =>
  lineDecider.decide(line, input).map(({ type }) => type);

describe('admission', () => {
  it.each([
    [{ draining: true }, 503, 'draining'],
    [{ linesActive: 2 }, 503, 'lines-max'],
    [{ tenant: { linesActive: 1, linesMax: 1 } }, 503, 'tenant-lines-max'],
    [{ trunk: { linesActive: 3, linesMax: 3 } }, 503, 'trunk-lines-max'],
    [{ strain: 'tick-late' as const }, 503, 'overloaded'],
    [{ portsFree: 0 }, 503, 'no-rtp-port'],
    [{ brainReady: false }, 503, 'no-brain'],
    [{ codec: undefined }, 488, 'no-common-codec'],
  ])('refuses %j with %i', (changes, status, reason) => {
    const { line, events } = after(offerLine(changes));
    expect(events[1]).toMatchObject({ type: 'LineRejected', status, reason });
    expect(line.status).toBe('rejected');
    expect(lineDecider.isFinal(line)).toBe(true);
  });

  it('tells a refused trunk when to come again', () => {
    const rejected = after(offerLine({ draining: true })).events[1];
    expect(rejected && lineDecider.effects(rejected)).toEqual([
      { type: 'Reject', status: 503, reason: 'draining', retryAfterS: 5 },
    ]);
  });

  it('offers once: the same INVITE again means nothing', () => {
    expect(next(after(offerLine()).line, offerLine())).toEqual([]);
  });
});

describe('an offered line', () => {
  const offered: LineInput = { ...offerLine(), setupMsMax: 60_000 };
  const late: LineInput = { type: 'TimerFired', inputId: 't', at: 61_000, timerId: 'setup' };

  it('does not stay so: what is neither answered nor given up ends', () => {
    const { line, events } = after(offered);
    expect(events.at(-1)).toEqual({
      type: 'TimerSet',
      v: 1,
      timerId: 'setup',
      dueAt: 61_000,
      purpose: 'setup',
    });
    expect(lineDecider.decide(line, late)).toEqual([
      { type: 'LineEnded', v: 1, reason: 'not-set-up', durationMs: 0 },
    ]);
  });

  it('is waited for no longer once it is answered or over', () => {
    for (const then of [answered, hungUp]) {
      const { line, events } = after(offered, then);
      const cleared = events.flatMap((event) => lineDecider.effects(event));
      expect(cleared).toContainEqual({ type: 'ClearTimer', timerId: 'setup' });
      expect(lineDecider.decide(line, late)).toEqual([]);
    }
  });

  it('is not waited for when it is refused', () => {
    const { events } = after({ ...offerLine({ draining: true }), setupMsMax: 60_000 });
    expect(events.map(({ type }) => type)).toEqual(['LineOffered', 'LineRejected']);
  });
});

describe('an answered line', () => {
  it('waits for media and for its end', () => {
    const { events } = after(offerLine(), answered);
    expect(events.slice(1)).toEqual([
      { type: 'LineAnswered', v: 1, answeredAt: 2_000, codec: 'PCMU' },
      { type: 'TimerSet', v: 1, timerId: 'no-media', dueAt: 12_000, purpose: 'no-media' },
      { type: 'TimerSet', v: 1, timerId: 'duration', dueAt: 62_000, purpose: 'duration' },
    ]);
  });

  it('ends without media, and at its longest', () => {
    const silent = after(offerLine(), answered).line;
    const fired = (timerId: string): LineInput => ({
      type: 'TimerFired',
      inputId: timerId,
      at: 12_000,
      timerId,
    });
    expect(lineDecider.decide(silent, fired('no-media'))).toEqual([
      { type: 'LineEnding', v: 1, reason: 'no-media' },
    ]);
    const talking = after(offerLine(), answered, media).line;
    expect(next(talking, fired('no-media'))).toEqual([]);
    expect(lineDecider.decide(talking, fired('duration'))).toEqual([
      { type: 'LineEnding', v: 1, reason: 'limit-duration' },
    ]);
  });

  it('is not lost while it is held', () => {
    const lost: LineInput = { type: 'NoteMediaLost', inputId: 'x', at: 30_000, silentMs: 20_000 };
    const { line } = after(offerLine(), answered, media);
    expect(next(line, lost)).toEqual(['MediaLost', 'LineEnding']);
    const held = after(offerLine(), answered, media, {
      type: 'NoteHold',
      inputId: 'h',
      at: 3_000,
      held: true,
    }).line;
    expect(next(held, lost)).toEqual([]);
    expect(lineDecider.decide(held, { ...lost, held: true })).toEqual([
      { type: 'MediaLost', v: 1, silentMs: 20_000 },
      { type: 'LineEnding', v: 1, reason: 'held-too-long' },
    ]);
    expect(next(held, { type: 'NoteHold', inputId: 'h2', at: 4_000, held: true })).toEqual([]);
  });

  it('has one bridge at a time, and another after one that failed', () => {
    const { line } = after(offerLine(), answered, media, bridge);
    expect(next(line, { ...bridge, inputId: 'x', bridgeId: 'b2' })).toEqual([]);
    const failed: LineInput = {
      type: 'NoteBridge',
      inputId: 'f',
      at: 4_000,
      bridgeId: 'b1',
      state: 'failed',
      cause: 'sip-486',
    };
    const again = after(offerLine(), answered, media, bridge, failed).line;
    expect(next(again, { ...bridge, inputId: 'y', bridgeId: 'b2' })).toEqual(['BridgeRequested']);
    expect(next(again, { ...failed, inputId: 'z', state: 'bridged' })).toEqual([]);
  });

  it('takes its bridge along when the caller leaves', () => {
    const { events } = after(offerLine(), answered, media, bridge, hungUp);
    expect(events.map(({ type }) => type).slice(-3)).toEqual([
      'TimerCleared',
      'BridgeProgressed',
      'LineEnded',
    ]);
    const dropped = events.at(-2);
    expect(dropped && lineDecider.effects(dropped)).toEqual([{ type: 'DropBridge', bridgeId: 'b1' }]);
  });

  it('has a human on it from the wish for one until that leg is over', () => {
    const noted = (state: 'bridged' | 'ended'): LineInput => ({
      type: 'NoteBridge',
      inputId: state,
      at: 4_000,
      bridgeId: 'b1',
      state,
    });
    expect(isBridging(after(offerLine(), answered, media).line)).toBe(false);
    expect(isBridging(after(offerLine(), answered, media, bridge).line)).toBe(true);
    expect(isBridging(after(offerLine(), answered, media, bridge, noted('bridged')).line)).toBe(true);
    expect(isBridging(after(offerLine(), answered, media, bridge, noted('ended')).line)).toBe(false);
    expect(isBridging(after(offerLine(), answered, media, bridge, hungUp).line)).toBe(false);
  });

  it('ends once, with its duration, and is final once released', () => {
    const { line, events } = after(offerLine(), answered, media, hungUp, { ...hungUp, inputId: 'again' });
    expect(events.filter(({ type }) => type === 'LineEnded')).toEqual([
      { type: 'LineEnded', v: 1, reason: 'hung-up', durationMs: 7_000 },
    ]);
    expect(lineDecider.isFinal(line)).toBe(false);
    const released = after(offerLine(), answered, media, hungUp, {
      type: 'NoteReleased',
      inputId: 'r',
      at: 9_100,
    }).line;
    expect(lineDecider.isFinal(released)).toBe(true);
  });
});

describe('whatever comes, in whatever order', () => {
  const at = 5_000;
  const anyInput = fc.constantFrom<LineInput[]>(
    [offerLine()],
    [{ ...offerLine(), setupMsMax: 60_000 }],
    [{ type: 'TimerFired', inputId: 'i', at, timerId: 'setup' }],
    [answered],
    [media],
    [hungUp],
    [bridge],
    [{ type: 'NoteBridge', inputId: 'b', at, bridgeId: 'b1', state: 'bridged' }],
    [{ type: 'NoteBridge', inputId: 'c', at, bridgeId: 'b1', state: 'ended', cause: 'agent-hung-up' }],
    [{ type: 'NoteHold', inputId: 'd', at, held: true }],
    [{ type: 'NoteMediaLost', inputId: 'e', at, silentMs: 20_000 }],
    [{ type: 'EndLine', inputId: 'f', at, reason: 'goodbye' }],
    [{ type: 'TimerFired', inputId: 'g', at, timerId: 'duration' }],
    [{ type: 'NoteReleased', inputId: 'h', at }],
  );

  it('answers at most once, ends at most once, and nothing follows the release', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (inputs) => {
        const types = after(...inputs.flat()).events.map(({ type }) => type);
        const count = (type: string): number => types.filter((found) => found === type).length;
        expect(count('LineAnswered')).toBeLessThanOrEqual(1);
        expect(count('LineEnded')).toBeLessThanOrEqual(1);
        expect(count('LineEnding')).toBeLessThanOrEqual(1);
        if (types.includes('LineReleased')) expect(types.at(-1)).toBe('LineReleased');
      }),
    );
  });
});
