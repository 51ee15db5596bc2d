import { TurnTrace } from './turn-trace';
import { isStopgap, promptNews, stopgapOf } from './prompt-news';
import { WireClock } from './wire-clock';

const listening = () => {
  const told: unknown[] = [];
  const trace = new TurnTrace('call');
  const news = promptNews({
    wire: new WireClock(),
    trace,
    mediaMs: () => 100,
    tell: (signal) => told.push(signal),
  });
  return { news, told };
};

describe('news of prompts', () => {
  it('tells the brain what was heard, in whole milliseconds', () => {
    const { news, told } = listening();
    news.started('p1', 'answer');
    news.finished('p1', { playedMs: 99.6, durationMs: 100.2 });
    news.cut({ promptId: 'p2', playedMs: 20.4, heardChars: 3 });
    news.failed({ promptId: 'p3', playedMs: 0, heardChars: 0 }, 'stalled');
    expect(told).toEqual([
      { $case: 'promptStarted', value: { promptId: 'p1' } },
      { $case: 'promptFinished', value: { promptId: 'p1', playedMs: 100, durationMs: 100 } },
      { $case: 'promptCut', value: { promptId: 'p2', playedMs: 20, heardChars: 3 } },
      { $case: 'promptFailed', value: { promptId: 'p3', playedMs: 0, heardChars: 0, why: 'stalled' } },
    ]);
  });

  it("keeps the gateway's own prompts to itself: the brain knows nothing of them", () => {
    const { news, told } = listening();
    const { promptId } = stopgapOf(7, 'One moment, please.');
    news.started(promptId, 'filler');
    news.finished(promptId, { playedMs: 100, durationMs: 100 });
    news.cut({ promptId, playedMs: 0, heardChars: 0 });
    news.failed({ promptId, playedMs: 0, heardChars: 0 }, 'stalled');
    expect(told).toEqual([]);
    expect([isStopgap(promptId), isStopgap('p1')]).toEqual([true, false]);
  });
});
