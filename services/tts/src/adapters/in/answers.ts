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
          value: { promptId, kind: FAULT_KINDS[answer.fault.kind], detail: answer.fault.detail },
        },
      };
  }
};

const FAULT_KINDS: Readonly<Record<EngineFault['kind'], speech.FaultKind>> = {
  stalled: speech.FaultKind.FAULT_KIND_STALLED,
  overloaded: speech.FaultKind.FAULT_KIND_OVERLOADED,
  engine: speech.FaultKind.FAULT_KIND_ENGINE,
  'bad-input': speech.FaultKind.FAULT_KIND_BAD_INPUT,
};
