// Recognition answers in the words of the contract.
import { speech } from '@trunkline/contracts';
import { type Fault, type RecognitionAnswer } from '../../app/recognition';

export const toResponse = (answer: RecognitionAnswer): speech.RecognizeResponse => {
  const { utteranceId } = answer;
  switch (answer.kind) {
    case 'partial':
      return { response: { $case: 'partial', value: { utteranceId, text: answer.text } } };
    case 'final': {
      const { text, confidence, words, startMs, endMs } = answer;
      return {
        response: {
          $case: 'final',
          value: {
            utteranceId,
            text,
            confidence,
            words: [...words],
            startMs: Math.round(startMs),
            endMs: Math.round(endMs),
          },
        },
      };
    }
    case 'fault':
      return {
        response: {
          $case: 'fault',
          value: { utteranceId, kind: FAULT_KINDS[answer.fault.kind], detail: answer.fault.detail },
        },
      };
  }
};

const FAULT_KINDS: Readonly<Record<Fault['kind'], speech.FaultKind>> = {
  stalled: speech.FaultKind.FAULT_KIND_STALLED,
  overloaded: speech.FaultKind.FAULT_KIND_OVERLOADED,
  engine: speech.FaultKind.FAULT_KIND_ENGINE,
  'bad-input': speech.FaultKind.FAULT_KIND_BAD_INPUT,
};
