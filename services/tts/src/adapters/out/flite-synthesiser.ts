// The embedded synthesiser: flite in worker threads.
import { createFlite, type Flite, FLITE_VOICES, FliteError, type FliteVoice } from '@trunkline/flite';
import {
  type EngineFault,
  type PieceRequest,
  type PieceResult,
  type SpeechSynthesiser,
} from '../../ports/speech-synthesiser.port';

export interface FliteSynthesiserOptions {
  readonly workers: number;
  readonly queueMax: number;
  readonly pieceMsMax: number;
  readonly pacePercent?: number;
}

export const createFliteSynthesiser = async (
  options: FliteSynthesiserOptions,
): Promise<SpeechSynthesiser> => {
  const { workers: workersMax, queueMax, pieceMsMax: deadlineMs } = options;
  return new FliteSynthesiser(await createFlite({ workersMax, queueMax, deadlineMs }), options.pacePercent);
};

class FliteSynthesiser implements SpeechSynthesiser {
  readonly voices = FLITE_VOICES;

  constructor(
    private readonly flite: Flite,
    private readonly pacePercent = 100,
  ) {}

  async speak({ voice, ...request }: PieceRequest): Promise<PieceResult> {
    if (!isFliteVoice(voice))
      return { kind: 'failed', fault: { kind: 'bad-input', detail: 'no such voice' } };
    try {
      const { pcm, marks } = await this.flite.speak({ voice, pacePercent: this.pacePercent, ...request });
      return { kind: 'spoken', pcm, marks };
    } catch (error) {
      return { kind: 'failed', fault: faultOf(error) };
    }
  }

  close(): Promise<void> {
    return this.flite.close();
  }
}

const isFliteVoice = (voice: string): voice is FliteVoice => FLITE_VOICES.some((known) => known === voice);

const faultOf = (error: unknown): EngineFault => {
  if (!(error instanceof FliteError)) return { kind: 'engine', detail: 'unexpected' };
  switch (error.kind) {
    case 'overloaded':
    case 'stalled':
    case 'engine':
      return { kind: error.kind, detail: error.message };
    case 'too-long':
      return { kind: 'bad-input', detail: error.message };
    case 'cancelled':
    case 'closed':
      return { kind: 'engine', detail: error.message };
  }
};
