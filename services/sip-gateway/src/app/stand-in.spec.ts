import { StandIn } from './stand-in';

describe('a stand-in for the brain', () => {
  let told: string[];
  let standIn: StandIn;
  const pass = (fromMs: number, toMs: number, maySpeak = true): void => {
    for (let at = fromMs; at <= toMs; at += 500) standIn.check(at, maySpeak);
  };

  beforeEach(() => {
    told = [];
    standIn = new StandIn({ say: (text) => told.push(text), giveUp: () => told.push('gave up') });
  });

  it('says each of its words once, and gives up after 20 s', () => {
    pass(0, 500);
    expect(told).toEqual([]);
    pass(1_000, 20_000);
    expect(told).toHaveLength(2);
    pass(20_500, 20_500);
    expect(told[2]).toBe('gave up');
  });

  it('says nothing while the brain is there, and begins anew when it is away again', () => {
    standIn.absent(false, 200);
    pass(500, 30_000);
    expect(told).toEqual([]);
    standIn.absent(true, 30_000);
    pass(30_500, 31_500);
    expect(told).toEqual(['One moment, please.']);
  });

  it('says nothing to a caller who waits for a human', () => {
    pass(0, 20_000, false);
    expect(told).toEqual([]);
  });
});
