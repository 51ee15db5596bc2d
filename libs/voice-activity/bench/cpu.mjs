// CPU of voice activity per second of line, for silent lines and for lines that speak, as JSON.
// Usage: node libs/voice-activity/bench/cpu.mjs [--lines 50]   (after a build)
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { decodeMulaw, encodeMulaw } = require('@trunkline/audio');
const { createVoiceActivityEngine } = require('@trunkline/voice-activity');
const { createFlite } = require('@trunkline/flite');

const FRAME = 160;
const FRAMES_PER_S = 50;
const LOOP_S = 6;
const WARM_S = 1;

const at = process.argv.indexOf('--lines');
const lines = at < 0 ? 50 : Number(process.argv[at + 1]);
const flite = await createFlite();
const { pcm } = await flite.speak({ voice: 'rms', text: 'where is my order' });
await flite.close();
const speaking = new Int16Array(LOOP_S * 8_000);
speaking.set(pcm, 8_000);

const result = { lines };
for (const [name, loop] of Object.entries({ silent: new Int16Array(LOOP_S * 8_000), speaking })) {
  const engine = await createVoiceActivityEngine();
  const line = decodeMulaw(encodeMulaw(loop));
  const detectors = Array.from({ length: lines }, () => engine.open());
  const run = async (fromS, toS) => {
    for (let frame = fromS * FRAMES_PER_S; frame < toS * FRAMES_PER_S; frame += 1) {
      // Lines speak one after the other, as callers do.
      for (const [index, detector] of detectors.entries()) {
        const from = ((frame + index * 6) % (LOOP_S * FRAMES_PER_S)) * FRAME;
        detector.push(line.subarray(from, from + FRAME), frame * 20);
      }
      await engine.idle();
    }
  };
  await run(0, WARM_S);
  const before = process.cpuUsage();
  await run(WARM_S, WARM_S + LOOP_S);
  const { user, system } = process.cpuUsage(before);
  result[`${name}CpuMsPerLineSecond`] = Number(((user + system) / 1e3 / (lines * LOOP_S)).toFixed(2));
  await engine.close();
}
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
