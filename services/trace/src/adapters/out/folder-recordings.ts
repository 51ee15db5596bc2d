// Recordings as the gateway leaves them: `<callId>.wav` in a folder.
import { lstat, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isCallId } from '../../domain/call-id';
import { type Recordings } from '../../ports/recordings.port';

export class FolderRecordings implements Recordings {
  private readonly dir: string;

  constructor(dir: string) {
    this.dir = resolve(dir);
  }

  async remove(callId: string): Promise<'removed' | 'missing'> {
    // A gateway records under no other name.
    if (!isCallId(callId)) return 'missing';
    const path = join(this.dir, `${callId}.wav`);
    try {
      await unlink(path);
      return 'removed';
    } catch (error) {
      // A folder that is mounted read-only refuses before it looks whether there is such a file.
      if (await isMissing(path)) return 'missing';
      throw error;
    }
  }
}

const isMissing = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => false,
    (error: unknown) =>
      typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT',
  );
