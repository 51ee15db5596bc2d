import * as observations from '../observations';
import { type Heard, WireClock } from './wire-clock';

jest.mock('../observations', () => ({
  bargeInEnded: jest.fn(),
  callerWaitedInSilence: jest.fn(),
  promptStopped: jest.fn(),
  turnPlayedOut: jest.fn(),
  turnResponded: jest.fn(),
}));

describe('the wire clock', () => {
  let wire: WireClock;
  const { turnResponded, callerWaitedInSilence, promptStopped, bargeInEnded, turnPlayedOut } =
    jest.mocked(observations);

  beforeEach(() => {
    jest.clearAllMocks();
    wire = new WireClock();
  });

  it("measures from the caller's last word to our first", () => {
    wire.speechStarted(1_000, undefined);
    wire.speechEnded(2_000);
    wire.audioCame('p1', 2_500);
    wire.promptStarted('p1', 'answer', 2_600);
    expect(turnResponded.mock.calls).toEqual([[600, 'answer']]);
    expect(callerWaitedInSilence.mock.calls).toEqual([[600, 'turn']]);
    expect(turnPlayedOut.mock.calls).toEqual([[100]]);
  });

  const FRAME_MS = 20;
  /** Frames of one kind, one after another, up to a moment. */
  const sent = (heard: Heard, fromMs: number, toMs: number): void => {
    for (let atMs = fromMs; atMs < toMs; atMs += FRAME_MS) wire.sent(heard, atMs);
  };

  it('owes a greeting to who was answered', () => {
    expect([wire.waitedMs(300), wire.isPromised]).toEqual([300, true]);
    wire.promptStarted('p1', 'greeting', 400);
    expect(callerWaitedInSilence.mock.calls).toEqual([[400, 'turn']]);
    expect(turnResponded).not.toHaveBeenCalled();
    sent('prompt', 400, 1_000);
    sent('nothing', 1_000, 3_000);
    expect(wire.waitedMs(3_000)).toBe(0);
  });

  it('owes an answer after a filler, and none after an answer', () => {
    wire.promptStarted('p0', 'greeting', 0);
    jest.clearAllMocks();
    wire.speechEnded(2_000);
    expect(wire.isPromised).toBe(false);
    sent('nothing', 2_000, 2_400);
    wire.promptStarted('p1', 'filler', 2_400);
    sent('prompt', 2_400, 3_000);
    sent('nothing', 3_000, 3_680);
    expect([wire.waitedMs(3_680), wire.isPromised]).toEqual([680, true]);
    wire.promptStarted('p2', 'answer', 3_680);
    sent('prompt', 3_680, 4_000);
    sent('nothing', 4_000, 9_000);
    wire.promptStarted('p3', 'question', 9_000);
    expect(turnResponded.mock.calls).toEqual([[400, 'filler']]);
    expect(callerWaitedInSilence.mock.calls).toEqual([
      [400, 'turn'],
      [680, 'turn'],
    ]);
  });

  it('ends a silence where the bed begins, and waits on for a word', () => {
    wire.speechEnded(2_000);
    sent('nothing', 2_000, 2_900);
    sent('bed', 2_900, 5_000);
    expect(callerWaitedInSilence.mock.calls).toEqual([[900, 'turn']]);
    expect(wire.waitedMs(5_000)).toBe(3_000);
    wire.promptStarted('p1', 'answer', 5_000);
    expect(turnResponded.mock.calls).toEqual([[3_000, 'answer']]);
    expect(callerWaitedInSilence).toHaveBeenCalledTimes(1);
  });

  it('does not take what is heard under a turn for silence', () => {
    wire.promptStarted('p1', 'greeting', 0);
    jest.clearAllMocks();
    sent('prompt', 0, 1_800);
    wire.speechStarted(1_000, undefined);
    wire.speechEnded(1_500);
    sent('prompt', 1_800, 2_400);
    sent('nothing', 2_400, 2_700);
    wire.promptStarted('p2', 'answer', 2_700);
    expect(callerWaitedInSilence.mock.calls).toEqual([[300, 'turn']]);
    expect(turnResponded.mock.calls).toEqual([[1_200, 'answer']]);
  });

  it('owes nothing to who talks to the bed of a hand-off, and again once it is over', () => {
    wire.speechEnded(1_000);
    wire.waitsForHuman(true);
    sent('bed', 1_300, 2_000);
    wire.promptStarted('p1', 'handoff', 2_000);
    wire.speechEnded(3_000);
    wire.promptStarted('p2', 'handoff', 23_000);
    expect(callerWaitedInSilence.mock.calls).toEqual([[300, 'handoff']]);
    wire.waitsForHuman(false);
    wire.speechEnded(30_000);
    sent('nothing', 30_000, 30_400);
    wire.promptStarted('p3', 'answer', 30_400);
    expect(callerWaitedInSilence.mock.calls.at(-1)).toEqual([400, 'turn']);
  });

  it('owes nothing to who talks with a human', () => {
    wire.speechEnded(1_000);
    wire.handedOver();
    expect(wire.waitedMs(9_000)).toBe(0);
  });

  it('owes nothing for what was no speech, and what it owed before', () => {
    wire.promptStarted('p0', 'greeting', 0);
    jest.clearAllMocks();
    wire.speechStarted(1_000, undefined);
    wire.speechEnded(1_200);
    wire.speechDismissed();
    expect(wire.waitedMs(4_000)).toBe(0);
    wire.speechEnded(5_000);
    wire.speechStarted(5_500, undefined);
    wire.speechDismissed();
    wire.promptStarted('p1', 'answer', 6_000);
    expect(turnResponded.mock.calls).toEqual([[1_000, 'answer']]);
  });

  it('owes nothing to who hummed along with a prompt that went on', () => {
    wire.promptStarted('p1', 'question', 0);
    wire.speechStarted(1_000, { promptId: 'p1', atMs: 1_100 });
    wire.speechEnded(1_400);
    wire.judged('p1', 'false');
    expect(wire.waitedMs(9_000)).toBe(0);
  });

  it('owes what failed while it was heard', () => {
    wire.promptStarted('p1', 'answer', 0);
    wire.promptFailed(500);
    expect(wire.waitedMs(700)).toBe(200);
  });

  it('measures how fast we yield, and judges each barge-in once', () => {
    wire.speechStarted(1_000, { promptId: 'p1', atMs: 1_120 });
    wire.judged('p2', 'interrupt');
    wire.judged('p1', 'interrupt');
    wire.judged('p1', 'false');
    expect(promptStopped.mock.calls).toEqual([[120]]);
    expect(bargeInEnded.mock.calls).toEqual([['interrupt']]);
  });
});
