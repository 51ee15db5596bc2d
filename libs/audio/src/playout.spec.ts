// Playout: what is pulled, what is told, and above all what counts as heard.
import { type FrameSource } from './frame';
import { MULAW_VALUES, mulawOf } from './g711';
import { Playout, type PlayoutOptions, type PlayoutSignal } from './playout';
import { type WordMark } from './prompt';

const FRAME_MS = 20;
const FRAME_BYTES = 160;
const SILENCE = 0xff;

/** A playout and its clock: `pull(n)` pulls n frames, 20 ms apart. */
class Rig {
  readonly playout: Playout;
  nowMs = 0;
  readonly frames: Uint8Array[] = [];

  constructor(options: PlayoutOptions = {}) {
    this.playout = new Playout(options);
  }

  pull(count = 1): PlayoutSignal[] {
    return Array.from({ length: count }, () => {
      const { frame, signals } = this.playout.pull(this.nowMs);
      this.nowMs += FRAME_MS;
      this.frames.push(frame);
      return signals;
    }).flat();
  }

  /** A whole prompt with one word per 100 ms, each four characters and a space. */
  say(promptId: string, durationMs: number, isPausable = true): this {
    this.playout.enqueue(promptId, isPausable);
    this.playout.append(promptId, audio(durationMs), words(durationMs));
    this.playout.finish(promptId, durationMs);
    return this;
  }

  get sound(): number[] {
    return this.frames.flatMap((frame) => [...frame]);
  }
}

/** Neither silent nor constant. */
const audio = (durationMs: number): Uint8Array =>
  Uint8Array.from({ length: durationMs * 8 }, (_, index) => 0x90 + (index % 37));
const words = (durationMs: number): WordMark[] =>
  Array.from({ length: Math.floor(durationMs / 100) }, (_, index) => ({
    endMs: (index + 1) * 100,
    endChar: index * 5 + 4,
  }));
const kinds = (signals: readonly PlayoutSignal[]): string[] => signals.map(({ kind }) => kind);

describe('a prompt', () => {
  it('is played byte by byte, and told when it starts and ends', () => {
    const rig = new Rig().say('a', 100);
    expect(rig.pull(6)).toEqual([
      { kind: 'started', promptId: 'a' },
      { kind: 'finished', promptId: 'a', playedMs: 100, durationMs: 100, heardChars: 4 },
      { kind: 'drained' },
    ]);
    expect(rig.sound.slice(0, 800)).toEqual([...audio(100)]);
  });

  it('may come in pieces of any length while it is played', () => {
    const rig = new Rig();
    rig.playout.enqueue('a');
    const whole = audio(200);
    let at = 0;
    for (const length of [1, 400, 7, 600, 592]) {
      rig.playout.append('a', whole.subarray(at, (at += length)));
      if (at > 400) rig.pull();
    }
    rig.playout.finish('a', 200);
    rig.pull(8);
    expect(rig.sound.slice(0, 1_600)).toEqual([...whole]);
  });

  it('may be given as 16-bit samples', () => {
    const rig = new Rig();
    rig.playout.enqueue('a');
    rig.playout.append(
      'a',
      Int16Array.from({ length: 160 }, (_, index) => index * 100),
    );
    rig.pull();
    expect(rig.frames[0]![100]).toBe(mulawOf(10_000));
  });

  it('follows the one before, with nothing of either lost', () => {
    const rig = new Rig().say('a', 50).say('b', 40);
    expect(kinds(rig.pull(6))).toEqual(['started', 'finished', 'started', 'finished', 'drained']);
    expect(rig.playout.counts.spoken).toBe(5);
    expect(rig.sound.slice(480, 800).filter((byte) => byte !== SILENCE)).toHaveLength(320);
  });

  it('is said once, however often it is asked for', () => {
    const rig = new Rig().say('a', 20);
    expect(rig.playout.enqueue('a')).toBe('duplicate');
    rig.pull(3);
    expect(rig.playout.enqueue('a')).toBe('duplicate');
    expect(rig.playout.append('a', audio(20))).toBe('stale');
    expect(rig.pull(3)).toEqual([]);
  });

  it('that never was queued has no audio', () => {
    const rig = new Rig();
    expect(rig.playout.append('x', audio(20))).toBe('stale');
    expect(rig.playout.finish('x', 20)).toBe('stale');
    expect(rig.playout.counts.stale).toBe(1);
  });

  it.each([
    ['no-audio', 0, 100],
    ['shorter-than-promised', 100, 160],
    ['longer-than-promised', 200, 100],
  ])('fails as %s: %d ms came of %d', (why, cameMs, promisedMs) => {
    const rig = new Rig();
    rig.playout.enqueue('a');
    rig.playout.append('a', audio(cameMs));
    rig.playout.finish('a', promisedMs);
    const failed = rig.pull(20).find(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject({ why, playedMs: Math.min(cameMs, promisedMs + 40) });
  });
});

describe('a pause', () => {
  it('is silent within one frame, and says what was heard', () => {
    const rig = new Rig().say('a', 1_000);
    rig.pull(13);
    expect(rig.playout.pause(rig.nowMs)).toEqual({ promptId: 'a', playedMs: 260, heardChars: 9 });
    expect(rig.playout.status).toBe('paused');
    rig.pull(2);
    expect(rig.playout.isSpeaking).toBe(false);
    const [fading, silent] = rig.frames.slice(-2);
    expect(fading!.slice(64).every((byte) => byte === SILENCE)).toBe(true);
    expect(silent!.every((byte) => byte === SILENCE)).toBe(true);
  });

  it('goes on from the paused sample', () => {
    const rig = new Rig().say('a', 400);
    rig.pull(5);
    rig.playout.pause(rig.nowMs);
    rig.pull(10);
    expect(rig.playout.resume()).toMatchObject({ playedMs: 100 });
    expect(kinds(rig.pull(16))).toEqual(['finished', 'drained']);
    const resumed = rig.sound.slice(15 * FRAME_BYTES);
    expect(resumed.slice(64, 2_400)).toEqual([...audio(400).subarray(800 + 64)]);
  });

  it('goes on from the last whole word when asked to, and does not take back what was heard', () => {
    const rig = new Rig().say('a', 400);
    rig.pull(8);
    rig.playout.pause(rig.nowMs);
    rig.pull();
    expect(rig.playout.resume('word')).toEqual({ promptId: 'a', playedMs: 160, heardChars: 4 });
    rig.pull();
    expect(rig.frames.at(-1)!.slice(64)).toEqual(audio(400).slice(800 + 64, 960));
    expect(rig.playout.cut('a')).toEqual({ promptId: 'a', playedMs: 160, heardChars: 4 });
  });

  it('does not click: neither its edge nor that of the resume is a step', () => {
    const loud = new Uint8Array(8_000).fill(mulawOf(12_000));
    const rig = new Rig();
    rig.playout.enqueue('a');
    rig.playout.append('a', loud);
    rig.playout.finish('a', 1_000);
    rig.pull(3);
    rig.playout.pause(rig.nowMs);
    rig.pull(3);
    rig.playout.resume();
    rig.pull(3);
    const samples = rig.sound.slice(2 * FRAME_BYTES).map((byte) => MULAW_VALUES[byte]!);
    const steps = samples.slice(1).map((sample, index) => Math.abs(sample - samples[index]!));
    expect(Math.max(...steps)).toBeLessThan(600);
    expect(Math.min(...samples)).toBe(0);
  });

  it('ends by itself after its limit', () => {
    const rig = new Rig({ pausedMsMax: 1_000 }).say('a', 400);
    rig.pull(5);
    rig.playout.pause(rig.nowMs);
    rig.playout.pause(rig.nowMs + 500);
    const signals = rig.pull(51);
    expect(signals).toEqual([
      { kind: 'pause-expired', became: 'resumed', promptId: 'a', playedMs: 100, heardChars: 4 },
    ]);
    expect(rig.playout.isSpeaking).toBe(true);
  });

  it('ends in a cut at its limit, where that is wished', () => {
    const rig = new Rig({ pausedMsMax: 100, pauseExpiry: 'cut' }).say('a', 400).say('b', 100);
    rig.pull(5);
    rig.playout.pause(rig.nowMs);
    expect(kinds(rig.pull(7))).toEqual(['pause-expired', 'started']);
    expect(rig.playout.promptIds).toEqual(['b']);
  });

  it('holds back a prompt that has no audio yet', () => {
    const rig = new Rig();
    rig.playout.enqueue('a');
    rig.pull();
    expect(rig.playout.pause(rig.nowMs)).toEqual({ promptId: 'a', playedMs: 0, heardChars: 0 });
    rig.playout.append('a', audio(100));
    expect(rig.pull(5)).toEqual([]);
    rig.playout.resume();
    expect(kinds(rig.pull())).toEqual(['started']);
  });

  it('does not touch a prompt that must be heard, and is nothing without a prompt', () => {
    const rig = new Rig();
    expect(rig.playout.pause(0)).toBeUndefined();
    expect(rig.playout.resume()).toBeUndefined();
    rig.say('a', 400, false).pull(3);
    expect(rig.playout.pause(rig.nowMs)).toBeUndefined();
    rig.pull();
    expect(rig.playout.isSpeaking).toBe(true);
  });
});

describe('a cut', () => {
  it.each([0, 1, 4, 5, 6, 49])('after %d frames counts words whose last sample was sent', (frames) => {
    const rig = new Rig().say('a', 1_000);
    rig.pull(frames);
    const whole = Math.floor((frames * 20) / 100);
    const heardChars = whole === 0 ? 0 : whole * 5 - 1;
    expect(rig.playout.cut('a')).toEqual({ promptId: 'a', playedMs: frames * 20, heardChars });
  });

  it('lets nothing more of the prompt out, and refuses what still arrives for it', () => {
    const rig = new Rig();
    rig.playout.enqueue('a');
    rig.playout.append('a', audio(100));
    rig.pull(3);
    rig.playout.cut('a');
    expect(rig.playout.append('a', audio(100))).toBe('stale');
    expect(rig.playout.finish('a', 200)).toBe('stale');
    expect(rig.playout.cut('a')).toBeUndefined();
    rig.pull(3);
    expect(rig.sound.slice(3 * FRAME_BYTES + 64).every((byte) => byte === SILENCE)).toBe(true);
    expect(rig.playout.status).toBe('cut');
  });

  it('before the first audio leaves nothing to be heard', () => {
    const rig = new Rig();
    rig.playout.enqueue('a');
    expect(rig.playout.cut('a')).toEqual({ promptId: 'a', playedMs: 0, heardChars: 0 });
    expect(rig.playout.append('a', audio(100))).toBe('stale');
    expect(rig.pull(3)).toEqual([]);
  });

  it('of a waiting prompt does not touch the one that is heard', () => {
    const rig = new Rig().say('a', 100).say('b', 100);
    rig.pull(2);
    expect(rig.playout.cut('b')).toMatchObject({ playedMs: 0 });
    expect(kinds(rig.pull(4))).toEqual(['finished', 'drained']);
    expect(rig.playout.status).toBe('drained');
  });

  it('of a paused prompt lets the next one be heard', () => {
    const rig = new Rig().say('a', 100).say('b', 100);
    rig.pull(2);
    rig.playout.pause(rig.nowMs);
    rig.playout.cut('a');
    expect(kinds(rig.pull())).toEqual(['started']);
    expect(rig.playout.current).toMatchObject({ promptId: 'b' });
  });

  it('of all but some tells how far each of the others was', () => {
    const rig = new Rig().say('a', 100).say('b', 100).say('c', 100);
    rig.pull(2);
    expect(rig.playout.cutAllBut(new Set(['b']))).toEqual([
      { promptId: 'a', playedMs: 40, heardChars: 0 },
      { promptId: 'c', playedMs: 0, heardChars: 0 },
    ]);
    expect(rig.playout.promptIds).toEqual(['b']);
  });
});

describe('audio that does not keep up', () => {
  it('is told once, bridged, and told when it is back', () => {
    const rig = new Rig();
    rig.playout.enqueue('a');
    rig.playout.append('a', audio(50));
    expect(kinds(rig.pull(3))).toEqual(['started', 'underrun']);
    expect(rig.pull(5)).toEqual([]);
    expect(rig.playout.isSpeaking).toBe(false);
    rig.playout.append('a', audio(100));
    rig.playout.finish('a', 150);
    expect(rig.pull()).toEqual([{ kind: 'recovered', promptId: 'a', gapMs: 120 }]);
    expect(kinds(rig.pull(7))).toEqual(['finished', 'drained']);
    expect(rig.playout.counts.underruns).toBe(1);
  });

  it('is told as stalled after the limit, before the first audio too', () => {
    const rig = new Rig({ stallMsMax: 200 });
    rig.playout.enqueue('a');
    expect(rig.pull(30)).toEqual([
      { kind: 'stalled', promptId: 'a', waitedMs: 200, playedMs: 0, heardChars: 0 },
    ]);
  });

  it('leaves no sample out', () => {
    const rig = new Rig();
    rig.playout.enqueue('a');
    rig.playout.append('a', audio(50));
    rig.pull(4);
    rig.playout.append('a', audio(100).subarray(0, 400));
    rig.playout.finish('a', 100);
    expect(rig.pull(6).find(({ kind }) => kind === 'finished')).toMatchObject({ playedMs: 100 });
  });
});

describe('limits', () => {
  it('refuse audio beyond the buffer, and end that prompt as failed', () => {
    const rig = new Rig({ bufferedMsMax: 200 });
    rig.playout.enqueue('a');
    expect(rig.playout.append('a', audio(300))).toBe('overflow');
    expect(rig.playout.append('a', audio(20))).toBe('stale');
    expect(rig.playout.bufferedMs).toBe(200);
    expect(rig.playout.counts.overflowMs).toBe(100);
    expect(rig.pull(12).find(({ kind }) => kind === 'failed')).toMatchObject({
      why: 'overflow',
      playedMs: 200,
    });
  });

  it('count the audio of all prompts, and free it as it is played', () => {
    const rig = new Rig({ bufferedMsMax: 200 }).say('a', 150);
    rig.pull(5);
    rig.playout.enqueue('b');
    expect(rig.playout.append('b', audio(150))).toBe('kept');
  });

  it('refuse prompts beyond the queue', () => {
    const rig = new Rig({ promptsMax: 1 });
    expect(rig.playout.enqueue('a')).toBe('queued');
    expect(rig.playout.enqueue('b')).toBe('full');
  });
});

describe('when nothing is said', () => {
  const hum: FrameSource = { next: () => new Uint8Array(FRAME_BYTES).fill(0xe0) };

  it('the idle source is heard, and a prompt takes its place', () => {
    const rig = new Rig({ idle: hum });
    rig.pull(2);
    rig.say('a', 30).pull(3);
    expect(rig.frames[1]![0]).toBe(0xe0);
    expect(rig.frames[2]!.slice(64)).toEqual(audio(30).slice(64, 160));
    expect(rig.frames[3]![159]).toBe(0xe0);
    expect(rig.frames[4]![159]).toBe(0xe0);
  });

  it('a loud idle source dies away under the prompt instead of breaking off', () => {
    const loud: FrameSource = { next: () => new Uint8Array(FRAME_BYTES).fill(mulawOf(8_000)) };
    const rig = new Rig({ idle: loud });
    rig.pull();
    rig.playout.enqueue('a');
    rig.playout.append('a', new Uint8Array(800).fill(SILENCE));
    rig.pull();
    const begin = [...rig.frames[1]!].map((byte) => MULAW_VALUES[byte]!);
    expect(begin[0]).toBeGreaterThan(7_500);
    expect(begin[64]).toBe(0);
  });

  it('another idle source can take over', () => {
    const rig = new Rig();
    rig.pull();
    rig.playout.setIdle(hum);
    rig.pull();
    expect(rig.frames[1]![159]).toBe(0xe0);
  });

  it('the status tells how it came to that', () => {
    const rig = new Rig();
    expect(rig.playout.status).toBe('idle');
    rig.say('a', 40).pull();
    expect(rig.playout.status).toBe('playing');
    rig.pull(2);
    expect(rig.playout.status).toBe('drained');
  });
});
