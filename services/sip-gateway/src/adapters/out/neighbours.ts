// The services that a line talks to while it lasts: recogniser, synthesiser, brain.
import { conversation, speech } from '@trunkline/contracts';
import { connectivityState } from '@grpc/grpc-js';
import { connect } from '@trunkline/grpc';
import { type LinePorts } from '../../app/line-ports';

export interface NeighbourAddresses {
  readonly sttAddress: string;
  readonly ttsAddress: string;
  readonly conversationAddress: string;
}

export type Neighbours = Pick<LinePorts, 'openRecognition' | 'openSynthesis' | 'openConversation'> & {
  /** Undefined while it is not known: nobody has called yet, or is calling now. */
  readonly reachesBrain: () => boolean | undefined;
  close(): void;
};

/** Resolves nothing: a neighbour that is away is asked for again by whoever needs it. */
export const connectNeighbours = (addresses: NeighbourAddresses): Neighbours => {
  const recognizer = connect(speech.RecognizerServiceClient, addresses.sttAddress);
  const synthesizer = connect(speech.SynthesizerServiceClient, addresses.ttsAddress);
  const brain = connect(conversation.ConversationServiceClient, addresses.conversationAddress);
  return {
    openRecognition: () => recognizer.recognize(),
    openSynthesis: () => synthesizer.synthesize(),
    openConversation: () => brain.converse(),
    reachesBrain: () => {
      const state = brain.getChannel().getConnectivityState(true);
      if (state === connectivityState.READY) return true;
      return state === connectivityState.TRANSIENT_FAILURE ? false : undefined;
    },
    close: () => {
      for (const client of [recognizer, synthesizer, brain]) client.close();
    },
  };
};
