// Synthesis answers in the words of the contract.
import { type speech } from '@trunkline/contracts';
import { toContractFault } from '@trunkline/grpc';
import { type SynthesisAnswer } from '../../app/synthesis';

export const toResponse = (answer: SynthesisAnswer): speech.SynthesizeResponse => {
  const { promptId } = answer;
  switch (answer.kind) {
    case 'audio': {
      const mulaw = Buffer.from(answer.mulaw.buffer, answer.mulaw.byteOffset, answer.mulaw.byteLength);
      return { response: { $case: 'audio', value: { promptId, mulaw, marks: [...answer.marks] } } };
    }
    case 'spoken': {
      const { durationMs, isCancelled: cancelled } = answer;
      return { response: { $case: 'spoken', value: { promptId, durationMs, cancelled } } };
    }
    case 'fault':
      return { response: { $case: 'fault', value: { promptId, ...toContractFault(answer.fault) } } };
  }
};
