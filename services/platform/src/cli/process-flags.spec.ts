import { type Arguments, parseArguments } from './arguments';
import { processChoice, PROCESS_FLAGS } from './process-flags';

const given = (...words: string[]): Arguments => {
  const spec = { name: 'up', summary: '', positionals: [], flags: PROCESS_FLAGS };
  const parsed = parseArguments(spec, words);
  if (parsed === 'help') throw new Error('nobody asked for help');
  return parsed;
};

describe('the flags of processes', () => {
  it('are none in one process', () => {
    expect(processChoice(given())).toBeUndefined();
  });

  it('choose engines, and how many of each', () => {
    expect(processChoice(given('--processes', '--instances', 'dialogue-policy=2,stt=3'))).toEqual({
      engines: { kind: 'embedded' },
      sipEngine: { kind: 'embedded' },
      instances: { 'dialogue-policy': 2, stt: 3 },
    });
    expect(processChoice(given('--processes', '--engines', 'real', '--servers', '/srv'))).toMatchObject({
      engines: { kind: 'real', serversDir: '/srv' },
    });
  });

  it.each([
    [['--engines', 'real'], '--engines needs --processes'],
    [['--processes', '--engines', 'some'], 'neither embedded nor real'],
    [['--processes', '--servers', '/srv'], '--servers needs --engines real'],
    [['--processes', '--instances', 'handoff=2'], 'there can be more of stt'],
    [['--processes', '--instances', 'stt=0'], 'is not NAME=1..8'],
    [['--processes', '--sip-engine', 'sip:x'], 'is not drachtio://HOST:PORT'],
    [['--processes', '--sip-engine', 'drachtio://x:9022'], 'needs --sip-engine-secret FILE'],
  ])('are refused: %j', (words, message) => {
    expect(() => processChoice(given(...words))).toThrow(message);
  });
});
