// WebRTC's voice activity decision per frame, from the fvad WebAssembly module, one small state per line.
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@trunkline/audio';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { webAssembly } from './web-assembly';

/** Minified by the package; the version is pinned and `open` fails loudly when the names do not fit. */
interface FvadExports {
  readonly c: { readonly buffer: ArrayBuffer };
  readonly d: () => void;
  readonly e: () => number;
  readonly f: (bytes: number) => number;
  readonly h: (state: number) => void;
  readonly i: (address: number) => void;
  readonly j: (state: number, mode: number) => number;
  readonly k: (state: number, sampleRateHz: number) => number;
  readonly l: (state: number, samples: number, count: number) => number;
}

export interface Fvad {
  isVoiced(frame: Int16Array): boolean;
  close(): void;
}

export interface FvadModule {
  open(): Fvad;
}

/** The strictest of the four modes: fewest false starts. */
const MODE = 3;

/** Loads the module once for all lines. Throws when the package is missing or not the expected build. */
export const loadFvad = (): FvadModule => {
  const wasm = readFileSync(path.join(path.dirname(require.resolve('@echogarden/fvad-wasm')), 'fvad.wasm'));
  const { exports } = new webAssembly.Instance(new webAssembly.Module(wasm), {
    a: { a: trap, b: refuseGrowth },
  });
  const fvad = exports as FvadExports;
  fvad.d();
  const samplesAt = fvad.f(FRAME_SAMPLES * 2);
  return { open: () => openLine(fvad, samplesAt) };
};

const openLine = (fvad: FvadExports, samplesAt: number): Fvad => {
  const state = fvad.e();
  if (state === 0 || fvad.j(state, MODE) !== 0 || fvad.k(state, SAMPLE_RATE_HZ) !== 0) {
    throw new Error('fvad: cannot open a line');
  }
  return {
    isVoiced: (frame) => {
      new Int16Array(fvad.c.buffer, samplesAt, FRAME_SAMPLES).set(frame);
      return fvad.l(state, samplesAt, FRAME_SAMPLES) === 1;
    },
    close: () => fvad.h(state),
  };
};

const trap = (): number => {
  throw new Error('fvad: assertion failed');
};

// The heap is fixed at 16 MB, about 20,000 lines; malloc then gives 0 and the line is refused.
const refuseGrowth = (): number => 0;
