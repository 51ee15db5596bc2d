import { speech } from '@trunkline/contracts';
import { FRAME_SAMPLES } from '@trunkline/audio';
import { type VoiceSignal } from '@trunkline/voice-activity';
import { Ear } from './ear';

const FRAME_MS = 20;

/**
 * One letter per frame of 20 ms: `S` speech is found to have begun 60 ms ago, `E` it ended 100 ms ago, `X` it was no
 * speech, `.` a frame. Each frame is filled with its number, so that what was sent says which frames it holds.
 */
class Line {
  readonly told: string[] = [];
  readonly sent: string[] = [];
  isUp = true;
  nowMs = 0;
  #signals: VoiceSignal[] = [];
  isClosed = false;
  readonly ear = new Ear({
    detector: { push: () => this.#signals.splice(0), close: () => (this.isClosed = true) },
    listener: {
      onset: (id, startMs) => this.told.push(`onset ${id} ${startMs}`),
      dismissed: (id) => this.told.push(`dismissed ${id}`),
      speechEnded: (id, endMs) => this.told.push(`ended ${id} ${endMs}`),
      partial: (id, text) => this.told.push(`partial ${id} ${text}`),
      final: ({ utteranceId, text }) => this.told.push(`final ${utteranceId} ${text}`),
      fault: (id, kind) => this.told.push(`fault ${id} ${kind}`),
    },
    send: (request) => {
      if (this.isUp) this.sent.push(spell(request));
      return this.isUp;
    },
    traceparent: () => '',
  });

  hear(spelled: string): this {
    for (const letter of spelled) {
      this.#signals = signalsOf(letter, this.nowMs);
      this.ear.hear(new Uint8Array(FRAME_SAMPLES).fill(this.nowMs / FRAME_MS), this.nowMs);
      this.nowMs += FRAME_MS;
    }
    return this;
  }

  recognise(...answers: NonNullable<speech.RecognizeResponse['response']>[]): this {
    for (const response of answers) this.ear.receive({ response });
    return this;
  }
}

const signalsOf = (letter: string, nowMs: number): VoiceSignal[] => {
  if (letter === 'S') return [{ kind: 'speech-started', startMs: nowMs - 60 }];
  if (letter === 'E') return [{ kind: 'speech-ended', startMs: 0, endMs: nowMs - 100 }];
  return letter === 'X' ? [{ kind: 'speech-dismissed', startMs: nowMs }] : [];
};

const spell = ({ request }: speech.RecognizeRequest): string => {
  switch (request?.$case) {
    case 'utteranceStart':
      return `start ${request.value.utteranceId} ${request.value.startMs}`;
    case 'audio': {
      const frames = request.value.mulaw.length / FRAME_SAMPLES;
      const first = request.value.mulaw[0] ?? -1;
      return `audio ${request.value.utteranceId} ${first}-${first + frames - 1} at ${request.value.startMs}`;
    }
    case 'utteranceEnd':
      return `end ${request.value.utteranceId} ${request.value.endMs}`;
    case 'utteranceCancel':
      return `cancel ${request.value.utteranceId}`;
    default:
      return String(request?.$case);
  }
};

type Answer = NonNullable<speech.RecognizeResponse['response']>;
const partial = (utteranceId: string, text: string): Answer => ({
  $case: 'partial',
  value: { utteranceId, text },
});
const final = (utteranceId: string, text: string): Answer => ({
  $case: 'final',
  value: { utteranceId, text, confidence: 1, startMs: 0, endMs: 0, words: [] },
});

const QUIET = '.'.repeat(20);

describe('an ear', () => {
  it('fetches the audio from before the onset and sends it in batches of 60 ms', () => {
    const line = new Line().hear(`${QUIET}S......E`);
    // Onset 340, 200 ms before it: from frame 7 to the frame that showed it.
    expect(line.sent).toEqual([
      'start u1 340',
      'audio u1 7-20 at 140',
      'audio u1 21-23 at 420',
      'audio u1 24-26 at 480',
      'end u1 440',
    ]);
    expect(line.told).toEqual(['onset u1 340', 'ended u1 440']);
  });

  it('sends what is left of a batch before the end', () => {
    expect(new Line().hear(`${QUIET}S....E`).sent.slice(-3)).toEqual([
      'audio u1 21-23 at 420',
      'audio u1 24-24 at 480',
      'end u1 400',
    ]);
  });

  it('takes back what was no speech', () => {
    const line = new Line().hear(`${QUIET}S..X....`);
    expect(line.told).toEqual(['onset u1 340', 'dismissed u1']);
    expect(line.sent.slice(-1)).toEqual(['cancel u1']);
    expect(line.recognise(final('u1', 'cough')).told).toHaveLength(2);
  });

  it('tells partials and one final of an utterance, and nothing of another past', () => {
    const line = new Line().hear(`${QUIET}S....E`);
    line.recognise(partial('u1', 'hel'), partial('u9', 'ghost'), final('u1', 'hello'));
    line.recognise(final('u1', 'hello'), partial('u1', 'hello again'));
    expect(line.told.slice(2)).toEqual(['partial u1 hel', 'final u1 hello']);
  });

  it('takes a final for the utterance before while the next one is spoken', () => {
    const line = new Line().hear(`${QUIET}S....E.....S...`);
    expect(line.recognise(final('u1', 'hello')).told.slice(-1)).toEqual(['final u1 hello']);
  });

  it('gives up on a final that has not come 2 s after the end, once', () => {
    const line = new Line().hear(`${QUIET}S....E`);
    line.hear('.'.repeat(94));
    expect(line.told.slice(2)).toEqual([]);
    line.hear('.'.repeat(10));
    expect(line.told.slice(2)).toEqual(['fault u1 stalled']);
    expect(line.recognise(final('u1', 'too late')).told.slice(3)).toEqual([]);
  });

  it('says to a recogniser that came back what it has missed, under the same ids', () => {
    const line = new Line().hear(`${QUIET}S`);
    line.isUp = false;
    line.hear('......E');
    line.isUp = true;
    line.sent.length = 0;
    line.ear.resend();
    expect(line.sent).toEqual([
      'start u1 340',
      'audio u1 7-20 at 140',
      'audio u1 21-23 at 420',
      'audio u1 24-26 at 480',
      'end u1 440',
    ]);
  });

  it('keeps 2 s of an utterance for that, and no more', () => {
    const line = new Line().hear(`${QUIET}S${'.'.repeat(600)}`);
    line.sent.length = 0;
    line.ear.resend();
    expect(line.sent).toHaveLength(1 + 33);
    expect(line.sent.at(-1)).toBe(`audio u1 ${618 % 256}-${620 % 256} at 12360`);
  });

  it('tells a fault of the recogniser and waits for nothing more', () => {
    const line = new Line().hear(`${QUIET}S....E`);
    const kind = speech.FaultKind.FAULT_KIND_OVERLOADED;
    line.recognise({ $case: 'fault', value: { utteranceId: 'u1', kind, detail: '' } });
    line.hear('.'.repeat(200));
    expect(line.told.slice(2)).toEqual(['fault u1 overloaded']);
  });

  it('hears nothing once a human listens, and calls off what was under way', () => {
    const line = new Line().hear(`${QUIET}S...`);
    line.ear.mute();
    expect(line.sent.at(-1)).toBe('cancel u1');
    line.recognise(final('u1', 'private')).hear(`E.S....E${'.'.repeat(200)}`);
    expect(line.told).toEqual(['onset u1 340']);
    line.ear.resend();
    expect(line.sent.at(-1)).toBe('cancel u1');
    line.ear.close();
    expect(line.isClosed).toBe(true);
  });

  it('hears again when the human is lost', () => {
    const line = new Line().hear(`${QUIET}S...`);
    line.ear.mute();
    line.hear('E.S....E');
    line.ear.unmute();
    line.hear(`${QUIET}S....E`);
    expect(line.told.filter((told) => told.startsWith('onset'))).toHaveLength(2);
  });
});
