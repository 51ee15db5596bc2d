// The embedded voice activity engines: fvad behind energy and tone gates for the onset, Silero for the second opinion.
import { levelOf } from '@trunkline/audio';
import { type Activity, QUIET, step } from './activity';
import { type Fvad, type FvadModule, loadFvad } from './fvad';
import { loadSilero, type Silero, type SileroLine } from './silero';
import {
  DEFAULT_SETTINGS,
  type VoiceActivityDetector,
  type VoiceActivityEngine,
  type VoiceActivitySettings,
  type VoiceSignal,
} from './voice-activity.port';
import { INITIAL_FLOOR, isSteadyTone, nextFloor, risesAbove } from './voiced-frame';

export interface VoiceActivityEngineOptions {
  /**
   * `confirmed`: fvad starts, Silero confirms or dismisses; without onnxruntime-node it serves as `fast` does.
   * `fast`: fvad with the gates alone.
   */
  readonly kind: 'confirmed' | 'fast';
}

/** Loads the models once for all lines of the process. */
export const createVoiceActivityEngine = async (
  options: VoiceActivityEngineOptions = { kind: 'confirmed' },
): Promise<VoiceActivityEngine> => {
  const fvad = loadFvad();
  const silero = options.kind === 'confirmed' ? await sileroIfInstalled() : undefined;
  return new EmbeddedEngine(fvad, silero);
};

// onnxruntime-node ships for a few platforms only; detection goes on without the second opinion elsewhere.
const sileroIfInstalled = async (): Promise<Silero | undefined> => {
  try {
    return await loadSilero();
  } catch {
    return undefined;
  }
};

class EmbeddedEngine implements VoiceActivityEngine {
  readonly name: string;

  constructor(
    private readonly fvad: FvadModule,
    private readonly silero: Silero | undefined,
  ) {
    this.name = silero ? 'fvad confirmed by silero' : 'fvad';
  }

  open(settings: Partial<VoiceActivitySettings> = {}): VoiceActivityDetector {
    return new EmbeddedDetector(this.fvad.open(), this.silero?.open(), { ...DEFAULT_SETTINGS, ...settings });
  }

  /** Resolves when the second opinion has looked at all audio pushed so far. */
  async idle(): Promise<void> {
    await this.silero?.idle();
  }

  async close(): Promise<void> {
    await this.silero?.close();
  }
}

class EmbeddedDetector implements VoiceActivityDetector {
  private activity: Activity = QUIET;
  private floor = INITIAL_FLOOR;
  private previousDb = INITIAL_FLOOR.levelDb;

  constructor(
    private readonly fvad: Fvad,
    private readonly silero: SileroLine | undefined,
    private readonly settings: VoiceActivitySettings,
  ) {}

  push(frame: Int16Array, mediaMs: number): readonly VoiceSignal[] {
    const frameDb = levelOf(frame);
    const isAboveNoise = risesAbove(this.floor, frameDb);
    this.floor = nextFloor(this.floor, frameDb);
    this.silero?.push(frame, isAboveNoise);
    const isVoiced =
      this.fvad.isVoiced(frame) && isAboveNoise && !isSteadyTone(frame, frameDb, this.previousDb);
    this.previousDb = frameDb;
    const [next, signals] = step(
      this.activity,
      { mediaMs, isVoiced, probability: this.silero?.probability },
      this.settings,
    );
    this.activity = next;
    return signals;
  }

  close(): void {
    this.fvad.close();
    this.silero?.close();
  }
}
