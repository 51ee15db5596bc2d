// A telephone that others wrote calls the line: it is greeted, goes through the menu by keys, and hangs up.
import { levelOf } from '@trunkline/audio';
import { type call } from '@trunkline/domain';
import {
  callReaches,
  callEvents,
  endOf,
  lineEvents,
  nextCall,
  nothingOpen,
} from '@trunkline/platform/trial/record-reading';
import { join } from 'node:path';
import { type Baresip, BARESIP, startBaresip } from './baresip';
import { withProgram } from './installed';
import { type RunningPlatform, runPlatform } from './running-platform';

const STEP_MS_MAX = 20_000;
const SPEECH_DBFS = -30;
const FRAME = 160;

withProgram(BARESIP)('baresip', () => {
  let platform: RunningPlatform;
  let baresip: Baresip;

  beforeAll(async () => {
    platform = await runPlatform({ suite: 'baresip' });
    baresip = await startBaresip(join(platform.dir, 'baresip'), { sip: 47_590, rtp: 47_500 });
  });
  afterAll(async () => {
    await baresip.close();
    await platform.stop();
  });

  it('hears the greeting, presses keys that count once each, gets an answer and hangs up', async () => {
    const { store } = platform.record;
    baresip.command('dial', platform.uri);
    await baresip.told('CALL_ESTABLISHED', STEP_MS_MAX);
    const callId = await nextCall(store, new Set());

    /** The stage is entered and its question heard to the end. */
    const asked = (stage: string): Promise<unknown> => {
      const isThere = (events: readonly call.CallEvent[]): boolean => {
        const at = events.findIndex((event) => event.type === 'StageEntered' && event.stage === stage);
        return at >= 0 && events.slice(at).some(({ type }) => type === 'PromptFinished');
      };
      return callReaches(store, callId, { isThere, msMax: STEP_MS_MAX });
    };
    await asked('greet');
    baresip.command('sndcode', '1');
    await asked('status_number');
    for (const digit of '47112') baresip.command('sndcode', digit);
    await asked('status_check');
    baresip.command('sndcode', '1');
    await asked('anything_else');
    baresip.command('hangup');
    await baresip.told('CALL_CLOSED', STEP_MS_MAX);
    await nothingOpen(store, STEP_MS_MAX);

    const events = await callEvents(store, callId);
    const digits = events.flatMap((event) => (event.type === 'DigitPressed' ? [event.digit] : []));
    expect(digits.join('')).toBe('1471121');
    expect(events.find(({ type }) => type === 'CallEnded')).toMatchObject({
      reason: 'caller-hung-up',
      outcome: 'contained',
    });
    expect(endOf(await lineEvents(store, callId))).toBe('caller-hung-up');
    const heard = await baresip.heard();
    const loud = framesOf(heard).filter((frame) => levelOf(frame) > SPEECH_DBFS);
    // Disclosure, questions, read-back and the answer: several seconds of speech, in 20 ms frames.
    expect(loud.length).toBeGreaterThan(150);
  });
});

const framesOf = (pcm: Int16Array): readonly Int16Array[] =>
  Array.from({ length: Math.floor(pcm.length / FRAME) }, (_, index) =>
    pcm.subarray(index * FRAME, (index + 1) * FRAME),
  );
