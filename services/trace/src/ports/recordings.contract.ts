// What every keeper of recordings promises. `open` gives one that has recordings of these calls.
import { type Recordings } from './recordings.port';

export interface OpenRecordings {
  readonly recordings: Recordings;
  /** The calls that have a recording. */
  left(): Promise<readonly string[]>;
}

export const recordingsContract = (
  name: string,
  open: (callIds: readonly string[]) => Promise<OpenRecordings>,
): void => {
  describe(`${name} as recordings`, () => {
    it('lets go of one call and of no other', async () => {
      const { recordings, left } = await open(['a', 'a1', 'b']);
      expect(await recordings.remove('a')).toBe('removed');
      expect(await left()).toEqual(['a1', 'b']);
    });

    it('does not mind one that is not there', async () => {
      const { recordings, left } = await open(['a']);
      expect(await recordings.remove('b')).toBe('missing');
      expect(await recordings.remove('a')).toBe('removed');
      expect(await recordings.remove('a')).toBe('missing');
      expect(await left()).toEqual([]);
    });

    it('takes no id for a path', async () => {
      const { recordings, left } = await open(['a']);
      for (const callId of ['../a', 'x/../a', './a', '', '.', '*']) {
        expect(await recordings.remove(callId)).toBe('missing');
      }
      expect(await left()).toEqual(['a']);
    });
  });
};
