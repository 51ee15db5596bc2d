// What becomes of prompts on the wire, told to the brain, the measurements and the trace.
import { playoutUnderran } from '../observations';
import { type conversation } from '@trunkline/contracts';
import { type Brain } from './brain';
import { type MouthListener } from './mouth';
import { type TurnTrace } from './turn-trace';
import { type WireClock } from './wire-clock';

export interface PromptNewsOptions {
  readonly wire: WireClock;
  readonly trace: TurnTrace;
  readonly mediaMs: () => number;
  readonly tell: (signal: Parameters<Brain['tell']>[0]) => void;
}

const STOPGAP_PREFIX = 'gateway-';

/** Prompts of the gateway's own, said while the brain is away; the brain knows nothing of them. */
export const stopgapOf = (count: number, text: string): conversation.Say => ({
  promptId: `${STOPGAP_PREFIX}${count}`,
  sentences: [text],
  cacheable: true,
  bargeIn: false,
  kind: 'filler',
});
export const isStopgap = (promptId: string): boolean => promptId.startsWith(STOPGAP_PREFIX);

export const promptNews = ({ wire, trace, mediaMs, tell }: PromptNewsOptions): MouthListener => {
  const tellOf = (promptId: string, signal: Parameters<Brain['tell']>[0]): void => {
    if (!isStopgap(promptId)) tell(signal);
  };
  return {
    audioCame: (promptId, traceparent) => {
      wire.audioCame(promptId, mediaMs());
      trace.audioCame(promptId, traceparent);
    },
    started: (promptId, kind) => {
      wire.promptStarted(promptId, kind, mediaMs());
      trace.heard(promptId, kind, mediaMs());
      tellOf(promptId, { $case: 'promptStarted', value: { promptId } });
    },
    finished: (promptId, played) => {
      trace.promptEnded(promptId, 'finished');
      const value = {
        promptId,
        playedMs: Math.round(played.playedMs),
        durationMs: Math.round(played.durationMs),
      };
      tellOf(promptId, { $case: 'promptFinished', value });
    },
    cut: ({ promptId, playedMs, heardChars }) => {
      trace.promptEnded(promptId, 'cut');
      tellOf(promptId, {
        $case: 'promptCut',
        value: { promptId, playedMs: Math.round(playedMs), heardChars },
      });
    },
    failed: ({ promptId, playedMs, heardChars }, why) => {
      wire.promptFailed(mediaMs());
      trace.promptEnded(promptId, 'failed');
      const value = { promptId, playedMs: Math.round(playedMs), heardChars, why };
      tellOf(promptId, { $case: 'promptFailed', value });
    },
    underran: () => playoutUnderran(),
  };
};
