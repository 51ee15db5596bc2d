// Recordings in a real folder keep the port's promises.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordingsContract } from '../../ports/recordings.contract';
import { FolderRecordings } from './folder-recordings';

const root = mkdtempSync(join(tmpdir(), 'trunkline-recordings-'));
afterAll(() => rmSync(root, { recursive: true }));

const folderWith = (callIds: readonly string[]): string => {
  const dir = mkdtempSync(join(root, 'folder-'));
  for (const callId of callIds) writeFileSync(join(dir, `${callId}.wav`), 'RIFF');
  return dir;
};

recordingsContract('FolderRecordings', async (callIds) => {
  const dir = folderWith(callIds);
  const left = async () => readdirSync(dir).map((name) => name.replace(/\.wav$/, ''));
  return { recordings: new FolderRecordings(dir), left };
});

it('leaves what is no recording of the call alone', async () => {
  const dir = folderWith([]);
  for (const name of ['a', 'a.wav.part', 'a.txt']) writeFileSync(join(dir, name), 'else');
  expect(await new FolderRecordings(dir).remove('a')).toBe('missing');
  expect(readdirSync(dir)).toEqual(['a', 'a.txt', 'a.wav.part']);
});

it('says so when one cannot be deleted', async () => {
  const dir = folderWith([]);
  mkdirSync(join(dir, 'a.wav'));
  await expect(new FolderRecordings(dir).remove('a')).rejects.toThrow(/unlink/);
});

it('needs no folder where nothing was recorded', async () => {
  expect(await new FolderRecordings(join(root, 'never-made')).remove('a')).toBe('missing');
});
