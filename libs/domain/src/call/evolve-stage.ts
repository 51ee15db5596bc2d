// Where the conversation stands, folded: a visit to a stage counts its own turns, misses and silences.
import { type StageEntered, type Understood } from './events';
import { type LiveCall } from './state';

/** A key that chose from a menu is no part of a number that is asked for next. */
export const stageEntered = (call: LiveCall, { stage }: StageEntered): LiveCall => ({
  ...call,
  turn: { ...call.turn, keyed: '' },
  stage: { name: stage, turns: 0, noMatches: 0, silences: 0, readBacks: 0 },
});

export const understood = (call: LiveCall, { meaning }: Understood): LiveCall => {
  const missed = meaning.kind === 'no-match' || meaning.kind === 'unsure';
  const asks = meaning.kind === 'intent' || meaning.kind === 'slot';
  return {
    ...call,
    served: call.served && !asks,
    stage: { ...call.stage, noMatches: call.stage.noMatches + (missed ? 1 : 0) },
  };
};
