import * as observations from '../observations';
import { WireClock } from './wire-clock';

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

  it('owes an answer after a filler, and none after an answer', () => {
    wire.speechEnded(2_000);
    wire.promptStarted('p1', 'filler', 2_400);
    wire.promptFinished('filler', 3_000);
    wire.promptStarted('p2', 'answer', 3_700);
    wire.promptFinished('answer', 4_000);
    wire.promptStarted('p3', 'question', 9_000);
    expect(turnResponded.mock.calls).toEqual([[400, 'filler']]);
    expect(callerWaitedInSilence.mock.calls).toEqual([
      [400, 'turn'],
      [700, 'turn'],
    ]);
  });

  it('owes nothing to who talks to the hold bed, and again once it is over', () => {
    wire.speechEnded(1_000);
    wire.bedHeard(true);
    wire.promptStarted('p1', 'handoff', 2_000);
    wire.speechEnded(3_000);
    wire.promptStarted('p2', 'handoff', 23_000);
    expect(callerWaitedInSilence.mock.calls).toEqual([[1_000, 'turn']]);
    wire.bedHeard(false);
    wire.speechEnded(30_000);
    wire.promptStarted('p3', 'answer', 30_400);
    expect(callerWaitedInSilence.mock.calls.at(-1)).toEqual([400, 'turn']);
  });

  it('owes nothing for what was no speech', () => {
    wire.speechStarted(1_000, undefined);
    wire.speechEnded(1_200);
    wire.speechDismissed();
    wire.promptStarted('p1', 'answer', 5_000);
    expect(turnResponded).not.toHaveBeenCalled();
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
