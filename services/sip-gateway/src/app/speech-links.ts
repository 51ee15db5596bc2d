// The line's two speech streams, opened again when they break; what was under way is said to them anew.
import { type speech } from '@trunkline/contracts';
import { type DuplexCall, type LivingStream, livingStream } from '@trunkline/grpc';
import { audioDropped } from '../observations';
import { type Route } from '../domain/route-table';

export interface SpeechLinks {
  readonly toRecognizer: LivingStream<speech.RecognizeRequest>;
  readonly toSynthesizer: LivingStream<speech.SynthesizeRequest>;
  close(): void;
}

/** Where the two streams come from. */
export interface SpeechPorts {
  openRecognition(): DuplexCall<speech.RecognizeRequest, speech.RecognizeResponse>;
  openSynthesis(): DuplexCall<speech.SynthesizeRequest, speech.SynthesizeResponse>;
}

export interface SpeechListener {
  hints(): speech.RecognitionHints | undefined;
  heard(response: speech.RecognizeResponse): void;
  spoken(response: speech.SynthesizeResponse): void;
  /** A stream is back after a loss. */
  back(part: 'stt' | 'tts'): void;
  lost(part: 'stt' | 'tts'): void;
}

/** 2 s of audio in batches of 60 ms. */
const AUDIO_QUEUED_MAX = 34;
const REQUESTS_QUEUED_MAX = 64;
const SAMPLE_RATE_HZ = 8_000;

export const openSpeechLinks = (
  ports: SpeechPorts,
  call: { readonly callId: string; readonly route: Route },
  listener: SpeechListener,
): SpeechLinks => {
  const { callId, route } = call;
  const stt = outage(() => listener.lost('stt'));
  const tts = outage(() => listener.lost('tts'));
  const toRecognizer = livingStream<speech.RecognizeRequest, speech.RecognizeResponse>({
    open: () => ports.openRecognition(),
    onOpen: (write, again) => {
      const start = {
        callId,
        language: route.language,
        sampleRateHz: SAMPLE_RATE_HZ,
        hints: listener.hints(),
      };
      write({ request: { $case: 'start', value: start } });
      if (again) listener.back('stt');
    },
    onMessage: (response) => {
      stt.end();
      listener.heard(response);
    },
    onLost: stt.begin,
    queuedMax: AUDIO_QUEUED_MAX,
    droppable: (request) => request.request?.$case === 'audio',
    onDrop: () => audioDropped('stt'),
  });
  const toSynthesizer = livingStream<speech.SynthesizeRequest, speech.SynthesizeResponse>({
    open: () => ports.openSynthesis(),
    onOpen: (write, again) => {
      write({ request: { $case: 'start', value: { callId, language: route.language, voice: route.voice } } });
      if (again) listener.back('tts');
    },
    onMessage: (response) => {
      tts.end();
      listener.spoken(response);
    },
    onLost: tts.begin,
    queuedMax: REQUESTS_QUEUED_MAX,
    droppable: () => false,
  });
  return {
    toRecognizer,
    toSynthesizer,
    close: () => {
      toRecognizer.close();
      toSynthesizer.close();
    },
  };
};

/** Told once, however often a stream is opened in vain until it is heard from again. */
const outage = (tell: () => void): { begin: () => void; end: () => void } => {
  let isOut = false;
  return {
    begin: () => {
      if (!isOut) tell();
      isOut = true;
    },
    end: () => {
      isOut = false;
    },
  };
};
