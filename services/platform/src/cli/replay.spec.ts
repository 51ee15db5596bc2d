// The report of a replay names what came out otherwise, and says how much was looked at.
import { type ReplayReport } from '@trunkline/trace';
import { linesOf, replay } from './replay';
import { parseArguments } from './arguments';

const ok: ReplayReport = { result: 'ok', streams: 3, inputs: 40, events: 100, findings: [] };

it('gives the counts and the rate', () => {
  expect(linesOf(ok, 50)).toEqual([
    'Every decision came out as it is recorded, and every hash is right.',
    '3 streams, 40 inputs, 100 events in 50 ms: 2000 events/s',
  ]);
});

it('names stream, version, input and fields of a divergence', () => {
  const lines = linesOf(
    {
      ...ok,
      result: 'diverged',
      findings: [
        {
          kind: 'diverged',
          stream: 'call/c1',
          version: 7,
          input: { type: 'SpeechFinal', inputId: 'i5', at: 1 },
          recorded: { type: 'TurnEnded', v: 1 },
          decided: { type: 'TurnEnded', v: 1 },
          differences: [{ path: 'silenceMs', recorded: '350', decided: '700' }],
        },
        { kind: 'broken', stream: 'line/c1', version: 2, reason: 'hash-mismatch' },
        { kind: 'unreplayable', stream: 'note/c1', reason: 'no decider' },
      ],
    },
    50,
  );
  expect(lines.slice(0, -1)).toEqual([
    'DIVERGED call/c1 at version 7, on input SpeechFinal (i5)',
    '  recorded TurnEnded, decided now TurnEnded',
    '    silenceMs: recorded 350, decided now 700',
    'BROKEN line/c1 from version 2 on: hash-mismatch',
    'NOT REPLAYABLE note/c1: no decider',
    '3 of 3 streams did not come out as recorded.',
  ]);
});

it('takes a call or all, not both and not neither', async () => {
  for (const words of [[], ['last', '--all']]) {
    const given = parseArguments(replay.spec, words);
    if (given === 'help') throw new Error('no help was asked for');
    await expect(async () => replay.run(given, {})).rejects.toThrow('one of the two');
  }
});
