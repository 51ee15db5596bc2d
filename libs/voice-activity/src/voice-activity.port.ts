// What the gateway needs to know about one line: when speech starts and ends, on the line's media time.

export type VoiceSignal =
  /** Speech is on the line since `startMs`, which lies before the frame that showed it: fetch the audio from there. */
  | { readonly kind: 'speech-started'; readonly startMs: number }
  /** What started at `startMs` was no speech: a click, a tone, noise. Resume playout; no speech-ended follows. */
  | { readonly kind: 'speech-dismissed'; readonly startMs: number }
  /** Speech stopped at `endMs`; told after the hangover. */
  | { readonly kind: 'speech-ended'; readonly startMs: number; readonly endMs: number };

export interface VoiceActivityDetector {
  /** Takes the next frame, 20 ms at 8 kHz; `mediaMs` is the media time of its first sample. Frames follow each other every 20 ms. */
  push(frame: Int16Array, mediaMs: number): readonly VoiceSignal[];
  close(): void;
}

export interface VoiceActivitySettings {
  /** Voiced sound needed before speech is reported. */
  readonly onsetMs: number;
  /** Silence after which speech has ended. */
  readonly hangoverMs: number;
  /** Voiced sound below which a burst is dismissed. */
  readonly speechMsMin: number;
  /** Time within which a second opinion must agree, where the engine has one. */
  readonly confirmMs: number;
}

export const DEFAULT_SETTINGS: VoiceActivitySettings = {
  onsetMs: 60,
  hangoverMs: 200,
  speechMsMin: 100,
  confirmMs: 300,
};

/** An engine serves all lines of the process. */
export interface VoiceActivityEngine {
  readonly name: string;
  open(settings?: Partial<VoiceActivitySettings>): VoiceActivityDetector;
  close(): Promise<void>;
}
