// Synthesis answers in the words of the contract.
import { speech } from '@trunkline/contracts';
import { type SynthesisAnswer } from '../../app/synthesis';
import { type EngineFault } from '../../ports/speech-synthesiser.port';

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
      return {
        response: {
          $case: 'fault',
          value: { promptId, kind: faultKind(answer.fault), detail: answer.fault.detail },
        },
      };
  }
};

const faultKind = (fault: EngineFault): speech.FaultKind => {
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
