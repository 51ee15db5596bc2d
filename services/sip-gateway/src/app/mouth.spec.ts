import { FRAME_SAMPLES } from '@trunkline/audio';
import { type speech } from '@trunkline/contracts';
import { Mouth } from './mouth';

const FRAME_MS = 20;

class Line {
  readonly told: string[] = [];
  readonly sent: string[] = [];
  nowMs = 0;
  readonly mouth = new Mouth({
    listener: {
      audioCame: () => undefined,
      started: (id, kind) => this.told.push(`started ${id} ${kind}`),
      finished: (id, { playedMs }) => this.told.push(`finished ${id} ${playedMs}`),
      cut: ({ promptId, playedMs }) => this.told.push(`cut ${promptId} ${playedMs}`),
      failed: ({ promptId }, why) => this.told.push(`failed ${promptId} ${why}`),
      underran: () => this.told.push('underran'),
    },
    send: ({ request }) => {
      this.sent.push(
        request?.$case === 'speak' || request?.$case === 'cancel'
          ? `${request.$case} ${request.value.promptId}`
          : String(request?.$case),
      );
      return true;
    },
    pauseMsMax: 1_000,
  });

  say(promptId: string, bargeIn = true): this {
    this.mouth.say({ promptId, sentences: ['hello'], cacheable: true, bargeIn, kind: 'answer' }, '');
    return this;
  }

  audio(promptId: string, ms: number): this {
    const mulaw = Buffer.alloc((ms / FRAME_MS) * FRAME_SAMPLES, 0x12);
    return this.receive({ $case: 'audio', value: { promptId, mulaw, marks: [] } });
  }

  whole(promptId: string, durationMs: number, cancelled = false): this {
    return this.receive({ $case: 'spoken', value: { promptId, durationMs, cancelled } });
  }

  receive(response: NonNullable<speech.SynthesizeResponse['response']>): this {
    this.mouth.receive({ response });
    return this;
  }

  pass(ms: number): this {
    for (const until = this.nowMs + ms; this.nowMs < until; this.nowMs += FRAME_MS)
      this.mouth.pull(this.nowMs);
    return this;
  }
}

describe('a mouth', () => {
  it('asks for a prompt, plays it and tells what was heard of it', () => {
    const line = new Line().say('p1').audio('p1', 100).whole('p1', 100).pass(200);
    expect(line.sent).toEqual(['speak p1']);
    expect(line.told).toEqual(['started p1 answer', 'finished p1 100']);
  });

  it('says a prompt id once, however often it is told to', () => {
    const line = new Line().say('p1').say('p1').audio('p1', 40).whole('p1', 40).pass(100).say('p1');
    expect(line.sent).toEqual(['speak p1']);
  });

  it('plays prompts in the order they were said, though the second is there first', () => {
    const line = new Line().say('p1').say('p2').audio('p2', 40).whole('p2', 40).pass(100);
    expect(line.told).toEqual([]);
    line.audio('p1', 40).whole('p1', 40).pass(200);
    expect(line.told.map((told) => told.split(' ').slice(0, 2).join(' '))).toEqual([
      'started p1',
      'finished p1',
      'started p2',
      'finished p2',
    ]);
  });

  it('is silent from the pause on, goes on when told, and counts nothing twice', () => {
    const line = new Line().say('p1').audio('p1', 200).whole('p1', 200).pass(100);
    expect(line.mouth.pause(line.nowMs)).toMatchObject({ promptId: 'p1', playedMs: 100 });
    line.pass(400);
    expect(line.mouth.isSpeaking).toBe(false);
    line.mouth.resume('p2');
    line.pass(100);
    expect(line.mouth.isSpeaking).toBe(false);
    line.mouth.resume('p1');
    expect(line.pass(300).told.at(-1)).toBe('finished p1 200');
  });

  it('does not stay paused: after a while it goes on by itself', () => {
    const line = new Line().say('p1').audio('p1', 200).whole('p1', 200).pass(40);
    line.mouth.pause(line.nowMs);
    expect(line.pass(960).told).toHaveLength(1);
    expect(line.pass(400).told.at(-1)).toBe('finished p1 200');
  });

  it('does not pause what is not to be spoken into', () => {
    const line = new Line().say('p1', false).audio('p1', 200).pass(40);
    expect(line.mouth.pause(line.nowMs)).toBeUndefined();
    expect(line.pass(20).mouth.isSpeaking).toBe(true);
  });

  it('cuts with what was heard, calls the rest off, and plays no late audio', () => {
    const line = new Line().say('p1').audio('p1', 100).pass(60);
    line.mouth.cut('p1');
    line.audio('p1', 100).whole('p1', 200).pass(200);
    expect(line.told).toEqual(['started p1 answer', 'cut p1 60']);
    expect(line.sent).toEqual(['speak p1', 'cancel p1']);
    expect(line.mouth.isSpeaking).toBe(false);
  });

  it('cuts before the first audio too, and once', () => {
    const line = new Line().say('p1');
    line.mouth.cut('p1');
    line.mouth.cut('p1');
    line.audio('p1', 100).pass(100);
    expect(line.told).toEqual(['cut p1 0']);
    expect(line.sent).toEqual(['speak p1', 'cancel p1']);
  });

  it('gives up a prompt whose audio does not come, and plays the next', () => {
    const line = new Line().say('p1').say('p2').audio('p2', 40).whole('p2', 40).pass(2_480);
    expect(line.told).toEqual([]);
    line.pass(200);
    expect(line.told).toEqual(['failed p1 stalled', 'started p2 answer', 'finished p2 40']);
    expect(line.sent).toContain('cancel p1');
  });

  it('tells an underrun once, and goes on when audio comes again', () => {
    const line = new Line().say('p1').audio('p1', 40).pass(200).audio('p1', 40).whole('p1', 80).pass(100);
    expect(line.told).toEqual(['started p1 answer', 'underran', 'finished p1 80']);
  });

  it('fails what the synthesiser fails', () => {
    const line = new Line()
      .say('p1')
      .receive({ $case: 'fault', value: { promptId: 'p1', kind: 1, detail: '' } });
    expect(line.told).toEqual(['failed p1 synthesis']);
  });

  it('asks a synthesiser that came back for what it had not begun; what it had begun is lost', () => {
    const line = new Line().say('p1').say('p2').say('p3').audio('p1', 40).whole('p1', 40).audio('p2', 40);
    line.sent.length = 0;
    line.mouth.resend();
    expect(line.told).toEqual(['failed p2 synthesis-lost']);
    expect(line.sent).toEqual(['cancel p2', 'speak p3']);
  });

  it('tells of a prompt that it has no room for', () => {
    const line = new Line();
    for (let count = 1; count <= 33; count += 1) line.say(`p${count}`);
    expect(line.told).toEqual(['failed p33 too-many-prompts']);
    expect(line.sent).toHaveLength(32);
  });
});
