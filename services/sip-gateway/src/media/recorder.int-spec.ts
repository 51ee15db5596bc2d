import { FRAME_SAMPLES, parseWav } from '@trunkline/audio';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineRecorder } from './recorder';

const frame = (value: number): Uint8Array => new Uint8Array(FRAME_SAMPLES).fill(value);

describe('a recorder', () => {
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'recorder-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('writes both sides and the true length, in folders that it makes', async () => {
    const recorder = new LineRecorder(join(dir, 'a', 'b', 'line.wav'));
    await recorder.start();
    for (let frames = 0; frames < 120; frames += 1) recorder.push(frame(1), frame(2));
    await recorder.stop();
    const wav = parseWav(await readFile(recorder.path));
    if (wav.kind !== 'wav') throw new Error(wav.why);
    expect(wav.data).toHaveLength(120 * FRAME_SAMPLES * 2);
    expect([wav.data[0], wav.data[1]]).toEqual([1, 2]);
    expect(recorder.droppedFrames).toBe(0);
  });

  it('stops twice as well as once, and takes nothing after', async () => {
    const recorder = new LineRecorder(join(dir, 'twice.wav'));
    await recorder.start();
    recorder.push(frame(1), frame(2));
    await recorder.stop();
    for (let frames = 0; frames < 50; frames += 1) recorder.push(frame(1), frame(2));
    await recorder.stop();
    expect(recorder.droppedFrames).toBe(50);
    const wav = parseWav(await readFile(recorder.path));
    expect(wav.kind === 'wav' && wav.data.length).toBe(FRAME_SAMPLES * 2);
  });

  it('costs the recording, not the call, where nothing can be written', async () => {
    await writeFile(join(dir, 'file'), '');
    for (const path of [join(dir, 'file', 'line.wav'), dir]) {
      const recorder = new LineRecorder(path);
      await recorder.start();
      await new Promise((resolve) => setImmediate(resolve));
      for (let frames = 0; frames < 100; frames += 1) recorder.push(frame(1), frame(2));
      await recorder.stop();
      await recorder.stop();
    }
  });

  it('keeps going on a full disk, and counts what is lost', async () => {
    const recorder = new LineRecorder('/dev/full');
    await recorder.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let frames = 0; frames < 100; frames += 1) recorder.push(frame(1), frame(2));
    await recorder.stop();
    expect(recorder.droppedFrames).toBe(100);
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true);
  });
});
