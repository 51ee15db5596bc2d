// What goes wrong in a speech engine, in the words of the contract: recognition and synthesis tell it alike.
import { speech } from '@trunkline/contracts';

export interface SpeechFault {
  readonly kind: 'stalled' | 'overloaded' | 'engine' | 'bad-input';
  readonly detail: string;
}

export const toContractFault = ({
  kind,
  detail,
}: SpeechFault): { readonly kind: speech.FaultKind; readonly detail: string } => ({
  kind: FAULT_KINDS[kind],
  detail,
});

const FAULT_KINDS: Readonly<Record<SpeechFault['kind'], speech.FaultKind>> = {
  stalled: speech.FaultKind.FAULT_KIND_STALLED,
  overloaded: speech.FaultKind.FAULT_KIND_OVERLOADED,
  engine: speech.FaultKind.FAULT_KIND_ENGINE,
  'bad-input': speech.FaultKind.FAULT_KIND_BAD_INPUT,
};
