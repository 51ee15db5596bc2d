// Recognition answers in the words of the contract.
import { type speech } from '@trunkline/contracts';
import { toContractFault } from '@trunkline/grpc';
import { type RecognitionAnswer } from '../../app/recognition';

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
      return { response: { $case: 'fault', value: { utteranceId, ...toContractFault(answer.fault) } } };
  }
};
