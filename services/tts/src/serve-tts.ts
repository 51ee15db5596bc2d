// The service put together: engine, cache, synthesis, door. One process or many is the caller's choice.
import { splitClauses } from '@trunkline/flite';
import { serve } from '@trunkline/grpc';
import { synthesizerDoor } from './adapters/in/synthesizer-door';
import { createFliteSynthesiser } from './adapters/out/flite-synthesiser';
import { defaultConfig, type TtsConfig } from './config';
import { PhraseCache } from './domain/phrase-cache';
import { observations } from './observations';
import { type SpeechSynthesiser } from './ports/speech-synthesiser.port';

export interface TtsOptions extends Partial<TtsConfig> {
  /** Another engine than the embedded one; closed with the service. */
  readonly synthesiser?: SpeechSynthesiser;
}

export interface TtsService {
  /** What a client connects to. */
  readonly address: string;
  close(): Promise<void>;
}

/** Listens once the engine is ready. Rejects when the engine cannot be loaded or the address is taken. */
export const serveTts = async (options: TtsOptions = {}): Promise<TtsService> => {
  const config = { ...defaultConfig(), ...options };
  const synthesiser = options.synthesiser ?? (await createFliteSynthesiser(config));
  const cache = new PhraseCache({ entriesMax: config.cacheEntriesMax, bytesMax: config.cacheBytesMax });
  const cut = (sentence: string) => splitClauses(sentence, config.clauseCharsMin);
  const nowMs = () => performance.now();
  const door = synthesizerDoor({ synthesiser, cache, cut, nowMs, after, observe: observations }, config);
  const serving = await serve(config.bind, [door]);
  return {
    address: serving.address,
    close: async () => {
      await serving.close();
      await synthesiser.close();
    },
  };
};

const after = (delayMs: number, callback: () => void): (() => void) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};
