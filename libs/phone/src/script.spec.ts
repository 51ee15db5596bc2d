import { readScript } from './script';

describe('readScript', () => {
  it('reads steps with their defaults', () => {
    const steps = [
      'listen',
      { say: 'hello' },
      { cutIn: 900 },
      { press: '47#' },
      { wait: 100 },
      { cue: 'go' },
      'stay',
      'hang up',
    ];
    const read = readScript({ name: 'x', voice: 'rms', steps });
    expect(read.kind === 'script' && read.script.steps.map((step) => step.kind)).toEqual([
      'listen',
      'say',
      'cut-in',
      'press',
      'wait',
      'cue',
      'stay',
      'hang-up',
    ]);
  });

  it.each([
    [undefined, 'a script is a mapping with name, voice and steps'],
    [{ voice: 'rms', steps: ['listen'] }, 'name is missing'],
    [{ name: 'x', voice: 'bob', steps: ['listen'] }, 'voice is not one of slt, rms, awb, kal, kal16'],
    [{ name: 'x', voice: 'rms', steps: [] }, 'steps is not a list with at least one step'],
    [{ name: 'x', voice: 'rms', steps: [{ say: '' }] }, 'step 1: say needs words'],
    [{ name: 'x', voice: 'rms', steps: ['listen', { wait: -1 }] }, 'step 2: needs milliseconds in 0..600000'],
    [
      { name: 'x', voice: 'rms', steps: [{ sing: 'la' }] },
      'step 1: not one of listen, say, cutIn, press, wait, cue, stay, "hang up": {"sing":"la"}',
    ],
  ])('names what is wrong with %j', (given, why) => {
    expect(readScript(given)).toEqual({ kind: 'invalid', why });
  });
});
