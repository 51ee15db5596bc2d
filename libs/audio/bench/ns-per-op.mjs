// What one 20 ms frame costs: prints ns per operation as JSON. Run with node after `tsc -b libs/audio`.
import {
  Bed,
  Concealment,
  decodeMulaw,
  DtmfDetector,
  encodeMulaw,
  levelOf,
  levelOfMulaw,
  mixMulaw,
  noise,
  Playout,
  Resampler,
  transcode,
} from '../dist/index.js';

const ROUNDS = 5;
const ROUND_NS = 100e6;

/** The best of some rounds: the one that was disturbed least. */
const nsPerOp = (operation) => {
  let best = Infinity;
  let index = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.hrtime.bigint();
    let count = 0;
    let elapsed = 0;
    while (elapsed < ROUND_NS) {
      for (let batch = 0; batch < 100; batch += 1) operation(index++);
      count += 100;
      elapsed = Number(process.hrtime.bigint() - start);
    }
    best = Math.min(best, elapsed / count);
  }
  return Math.round(best);
};

const pcm = noise(160, { levelDbfs: -20 });
const pcm16 = noise(320, { levelDbfs: -20 });
const pcm24 = noise(480, { levelDbfs: -20 });
const mulaw = encodeMulaw(pcm);
const up = new Resampler(8000, 16000);
const down = new Resampler(16000, 8000);
const third = new Resampler(24000, 8000);
const detector = new DtmfDetector();
const concealment = new Concealment();
concealment.good(pcm);
const bed = new Bed();

const idle = new Playout();
const busy = new Playout();
const prompt = { id: 0, frames: 0 };
/** A prompt of 10 s after the other, in pieces of 100 ms as a synthesiser sends them. */
const speak = (index) => {
  if (prompt.frames === 0) {
    prompt.id += 1;
    busy.enqueue(String(prompt.id));
    for (let piece = 0; piece < 100; piece += 1) busy.append(String(prompt.id), new Uint8Array(800));
    busy.finish(String(prompt.id), 10000);
    prompt.frames = 500;
  }
  prompt.frames -= 1;
  busy.pull(index * 20);
};

const results = {
  'mu-law encode': nsPerOp(() => encodeMulaw(pcm)),
  'mu-law decode': nsPerOp(() => decodeMulaw(mulaw)),
  'mu-law to A-law': nsPerOp(() => transcode(mulaw, 'alaw')),
  'resample 8k→16k': nsPerOp(() => up.process(pcm)),
  'resample 16k→8k': nsPerOp(() => down.process(pcm16)),
  'resample 24k→8k': nsPerOp(() => third.process(pcm24)),
  'DTMF detector': nsPerOp(() => detector.push(pcm)),
  'playout, speaking': nsPerOp(speak),
  'playout, idle': nsPerOp((index) => idle.pull(index * 20)),
  'concealment, frame came': nsPerOp(() => concealment.good(pcm)),
  'concealment, loss after a frame': nsPerOp(() => {
    concealment.good(pcm);
    concealment.lost();
  }),
  'mix two legs': nsPerOp(() => mixMulaw(mulaw, mulaw)),
  'level of samples': nsPerOp(() => levelOf(pcm)),
  'level of mu-law': nsPerOp(() => levelOfMulaw(mulaw)),
  'bed frame': nsPerOp(() => bed.next()),
};
console.log(JSON.stringify({ unit: 'ns per frame of 20 ms', results }, null, 2));
