// The service put together: engine, recognition, door. One process or many is the caller's choice.
import { serve } from '@trunkline/grpc';
import { recognizerDoor } from './adapters/in/recognizer-door';
import { createSoundswallowerRecogniser } from './adapters/out/soundswallower/soundswallower-recogniser';
import { defaultConfig, type SttConfig } from './config';
import { engineObserver, utteranceEnded } from './observations';
import { type SpeechRecogniser } from './ports/speech-recogniser.port';

export interface SttOptions extends Partial<SttConfig> {
  /** Another engine than the embedded one; closed with the service. */
  readonly recogniser?: SpeechRecogniser;
}

export interface SttService {
  /** What a client connects to. */
  readonly address: string;
  close(): Promise<void>;
}

/** Listens once the engine is ready. Rejects when the engine cannot be loaded or the address is taken. */
export const serveStt = async (options: SttOptions = {}): Promise<SttService> => {
  const config = { ...defaultConfig(), ...options };
  const recogniser =
    options.recogniser ?? (await createSoundswallowerRecogniser({ ...config, observe: engineObserver }));
  const door = recognizerDoor(
    { recogniser, nowMs: () => performance.now(), after, ended: utteranceEnded },
    config,
  );
  const serving = await serve(config.bind, [door]);
  return {
    address: serving.address,
    close: async () => {
      await serving.close();
      await recogniser.close();
    },
  };
};

const after = (delayMs: number, callback: () => void): (() => void) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};
