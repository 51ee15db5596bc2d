import { type speech } from '@trunkline/contracts';
import { EventEmitter } from 'node:events';
import { openSpeechLinks, type SpeechLinks } from './speech-links';

class FakeCall<Req> extends EventEmitter {
  readonly written: Req[] = [];
  isEnded = false;
  hasRoom = true;

  write(request: Req): boolean {
    this.written.push(request);
    return this.hasRoom;
  }
  end(): void {
    this.isEnded = true;
  }
  cancel(): void {
    return undefined;
  }
}

const route = { tenantId: 't', trunk: 't', flow: 'f', language: 'de-DE', voice: 'slt', lineMsMax: 1 };
const HINTS: speech.RecognitionHints = { stage: 'number', phrases: [], classes: [], vocabulary: [] };
const audio: speech.RecognizeRequest = {
  request: { $case: 'audio', value: { utteranceId: 'u1', mulaw: Buffer.alloc(480), startMs: 0 } },
};

describe("a line's speech links", () => {
  let recognitions: FakeCall<speech.RecognizeRequest>[];
  let syntheses: FakeCall<speech.SynthesizeRequest>[];
  let news: string[];
  let hints: speech.RecognitionHints | undefined;
  let links: SpeechLinks;

  beforeEach(() => {
    jest.useFakeTimers();
    [recognitions, syntheses, news, hints] = [[], [], [], undefined];
    const opened = <T>(calls: T[], call: T): T => {
      calls.push(call);
      return call;
    };
    links = openSpeechLinks(
      {
        openRecognition: () => opened(recognitions, new FakeCall<speech.RecognizeRequest>()),
        openSynthesis: () => opened(syntheses, new FakeCall<speech.SynthesizeRequest>()),
      },
      { callId: 'c1', route },
      {
        hints: () => hints,
        heard: () => news.push('heard'),
        spoken: () => news.push('spoken'),
        back: (part) => {
          news.push(`${part} back`);
          if (part === 'stt') links.toRecognizer.write(audio);
        },
        lost: (part) => news.push(`${part} lost`),
      },
    );
  });
  afterEach(() => {
    links.close();
    jest.runAllTimers();
    jest.useRealTimers();
  });

  it('says who speaks which language, and with which voice, before anything else', () => {
    const start = { callId: 'c1', language: 'de-DE', sampleRateHz: 8_000 };
    expect(recognitions[0]?.written).toMatchObject([{ request: { $case: 'start', value: start } }]);
    const voiced = { callId: 'c1', language: 'de-DE', voice: 'slt' };
    expect(syntheses[0]?.written).toEqual([{ request: { $case: 'start', value: voiced } }]);
  });

  it('starts anew after a loss with the hints of the present, and what is said again follows at once', () => {
    hints = HINTS;
    recognitions[0]?.emit('error', new Error('gone'));
    expect(links.toRecognizer.write(audio)).toBe(false);
    jest.advanceTimersByTime(50);
    expect(recognitions[1]?.written).toMatchObject([
      { request: { $case: 'start', value: { hints: HINTS } } },
      { request: { $case: 'audio' } },
    ]);
    expect(news).toEqual(['stt lost', 'stt back']);
  });

  it('keeps what comes from a stream that is lost from being heard', () => {
    syntheses[0]?.emit('end');
    syntheses[0]?.emit('data', {});
    jest.advanceTimersByTime(50);
    syntheses[1]?.emit('data', {});
    expect(news).toEqual(['tts lost', 'tts back', 'spoken']);
  });

  it('keeps 2 s of audio for a recogniser that does not take it, and drops the oldest', () => {
    const call = recognitions[0];
    if (call) call.hasRoom = false;
    for (let batches = 0; batches < 100; batches += 1) links.toRecognizer.write(audio);
    if (call) call.hasRoom = true;
    call?.emit('drain');
    expect(call?.written.length).toBe(1 + 34 + 1);
  });

  it('leaves no stream behind', () => {
    links.close();
    jest.runAllTimers();
    expect([recognitions, syntheses].flat().every(({ isEnded }) => isEnded)).toBe(true);
    expect([recognitions.length, syntheses.length]).toEqual([1, 1]);
  });
});
