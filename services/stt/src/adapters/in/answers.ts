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
          value: { utteranceId, kind: faultKind(answer.fault), detail: answer.fault.detail },
        },
      };
  }
};

const faultKind = (fault: Fault): speech.FaultKind => {
  switch (fault.kind) {
    case 'stalled':
      return speech.FaultKind.FAULT_KIND_STALLED;
    case 'overloaded':
      return speech.FaultKind.FAULT_KIND_OVERLOADED;
    case 'engine':
      return speech.FaultKind.FAULT_KIND_ENGINE;
    case 'bad-input':
      return speech.FaultKind.FAULT_KIND_BAD_INPUT;
  }
};
