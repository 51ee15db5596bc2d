// speech.v1.RecognizerService over gRPC: one stream per call, requests to the recognition, answers back.
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { decodeMulaw } from '@trunkline/audio';
import { speech } from '@trunkline/contracts';
import { type Door } from '@trunkline/grpc';
import {
  Recognition,
  type RecognitionAnswer,
  type RecognitionDeps,
  type RecognitionLimits,
} from '../../app/recognition';
import { type StageHints } from '../../domain/stage-hints';
import { toResponse } from './answers';
import { UtteranceTrace } from './utterance-trace';

type Call = ServerDuplexStream<speech.RecognizeRequest, speech.RecognizeResponse>;

export interface RecognizerDoorOptions extends RecognitionLimits {
  /** Streams at the same time; one more is refused with RESOURCE_EXHAUSTED. */
  readonly recognitionsMax: number;
}

/** The only audio this door takes. */
const SAMPLE_RATE_HZ = 8_000;
/** More than the contract's 100 ms, in case a peer batches loosely; anything longer is a fault of the peer. */
const AUDIO_BYTES_MAX = 8_000;

export const recognizerDoor = (
  deps: Omit<RecognitionDeps, 'answer'>,
  options: RecognizerDoorOptions,
): Door => {
  let open = 0;
  const recognize = (call: Call): void => {
    if (open >= options.recognitionsMax) {
      call.emit('error', { code: status.RESOURCE_EXHAUSTED, details: 'too many recognitions' });
      return;
    }
    open++;
    serveCall(call, { deps, options, onClosed: () => open-- });
  };
  return { definition: speech.RecognizerServiceService, implementation: { recognize } };
};

interface Serving {
  readonly deps: Omit<RecognitionDeps, 'answer'>;
  readonly options: RecognitionLimits;
  onClosed(): void;
}

const serveCall = (call: Call, serving: Serving): void => {
  const { deps, options } = serving;
  let isClosed = false;
  const trace = new UtteranceTrace();
  const answer = (given: RecognitionAnswer): void => {
    trace.answered(given);
    if (!isClosed) call.write(toResponse(given));
  };
  const recognition = new Recognition({ ...deps, answer }, options);
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    recognition.close();
    trace.close();
    serving.onClosed();
  };
  const refuse = (details: string): void => {
    close();
    call.emit('error', { code: status.INVALID_ARGUMENT, details });
  };
  let isStarted = false;
  call.on('data', ({ request }: speech.RecognizeRequest) => {
    if (isClosed || !request) return;
    const problem = requestProblem(request, isStarted);
    if (problem) return refuse(problem);
    isStarted = true;
    trace.asked(request);
    handle(recognition, request);
  });
  call.on('end', () => {
    close();
    call.end();
  });
  call.on('cancelled', close);
  call.on('error', close);
};

type Request = NonNullable<speech.RecognizeRequest['request']>;

const requestProblem = (request: Request, isStarted: boolean): string | undefined => {
  if (request.$case === 'start') {
    if (isStarted) return 'start comes once';
    if (request.value.sampleRateHz !== SAMPLE_RATE_HZ) return `sample rate must be ${SAMPLE_RATE_HZ}`;
    return undefined;
  }
  if (!isStarted) return 'the first request is start';
  const isLong = request.$case === 'audio' && request.value.mulaw.length > AUDIO_BYTES_MAX;
  return isLong ? 'an audio batch is at most one second' : undefined;
};

const handle = (recognition: Recognition, request: Request): void => {
  switch (request.$case) {
    case 'start':
      if (request.value.hints) recognition.setHints(toHints(request.value.hints));
      return;
    case 'hints':
      return recognition.setHints(toHints(request.value));
    case 'utteranceStart':
      return recognition.startUtterance(request.value.utteranceId, request.value.startMs);
    case 'audio':
      return recognition.pushAudio(request.value.utteranceId, decodeMulaw(request.value.mulaw));
    case 'utteranceEnd':
      return recognition.endUtterance(request.value.utteranceId, request.value.endMs);
    case 'utteranceCancel':
      return recognition.cancelUtterance(request.value.utteranceId);
  }
};

const toHints = (hints: speech.RecognitionHints): StageHints => hints;
