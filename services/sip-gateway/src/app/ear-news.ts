// What becomes of what the caller says, told to the brain, the measurements and the trace.
import { type Brain } from './brain';
import { type EarListener } from './ear';
import { type TurnTrace } from './turn-trace';
import { type WireClock } from './wire-clock';

export interface Paused {
  readonly promptId: string;
  readonly playedMs: number;
  /** It was being heard, not about to be. */
  readonly wasHeard: boolean;
}

export interface EarNewsOptions {
  readonly wire: WireClock;
  readonly trace: TurnTrace;
  readonly mediaMs: () => number;
  /** Undefined when nothing plays or what plays is not to be paused. */
  readonly pause: () => Paused | undefined;
  readonly resume: () => void;
  readonly tell: (signal: Parameters<Brain['tell']>[0]) => void;
}

export const earNews = ({ wire, trace, mediaMs, pause, resume, tell }: EarNewsOptions): EarListener => ({
  onset: (utteranceId, startMs) => {
    const paused = pause();
    const stopped = paused?.wasHeard ? { promptId: paused.promptId, atMs: mediaMs() } : undefined;
    wire.speechStarted(startMs, stopped);
    trace.speaks(utteranceId);
    const value = {
      utteranceId,
      pausedPromptId: paused?.promptId ?? '',
      playedMs: Math.round(paused?.playedMs ?? 0),
    };
    tell({ $case: 'speechStarted', value });
  },
  dismissed: (utteranceId, atMs) => {
    resume();
    wire.speechDismissed();
    const value = { utteranceId, text: '', confidence: 0, startMs: atMs, endMs: atMs };
    tell({ $case: 'speechFinal', value });
    trace.dismissed();
  },
  speechEnded: (utteranceId, endMs) => {
    trace.silent(endMs);
    wire.speechEnded(endMs);
    tell({ $case: 'speechEnded', value: { utteranceId, endMs } });
  },
  partial: (utteranceId, text) => tell({ $case: 'speechPartial', value: { utteranceId, text } }),
  final: ({ utteranceId, text, confidence, startMs, endMs }) =>
    tell({ $case: 'speechFinal', value: { utteranceId, text, confidence, startMs, endMs } }),
  fault: (utteranceId, kind) => tell({ $case: 'speechFault', value: { utteranceId, part: 'stt', kind } }),
});
