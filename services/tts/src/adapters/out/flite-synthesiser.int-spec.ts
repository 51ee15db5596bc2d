// The embedded synthesiser keeps the port's contract.
import { createFliteSynthesiser } from '@trunkline/tts/adapters/out/flite-synthesiser';
import { speechSynthesiserContract } from '../../ports/speech-synthesiser.contract';

speechSynthesiserContract('flite', () =>
  createFliteSynthesiser({ workers: 1, queueMax: 64, pieceMsMax: 5_000 }),
);
