// Faults of recognition and synthesis: counted, and the third one ends our trust in speech.
import { emit, technicalFailure, type Draft } from './draft';
import { type SpeechDegraded } from './events';

/** The fault at which the call goes its technical way. */
const faultsMax = 3;

export const noteFault = (draft: Draft, fault: Pick<SpeechDegraded, 'part' | 'kind'>): Draft => {
  const count = draft.call.faults + 1;
  const noted = emit(draft, { type: 'SpeechDegraded', v: 1, ...fault, count });
  return count === faultsMax && noted.call.phase === 'talking' ? technicalFailure(noted, 'speech') : noted;
};
