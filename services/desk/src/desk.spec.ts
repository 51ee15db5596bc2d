// Specs of the page's pure parts: dangers, keys, words.
import { plainPacket } from '@trunkline/domain/handoff/packet.fixture';
import { type HandoffPacket, type PacketAction } from '@trunkline/domain/handoff/packet-model';
import { dangersOf } from './dangers';
import { shortcutOf, type KeyPress } from './shortcuts';
import { agoText, clockText, secondsLeft } from './wording';

const packet = (change: Partial<HandoffPacket> = {}): HandoffPacket => ({ ...plainPacket, ...change });
const reason = { code: 'tool.in_doubt', label: 'In doubt', severity: 'p1' } as const;
const action = (status: PacketAction['status'], human: PacketAction['human']): PacketAction => ({
  actionId: 'action-1',
  tool: 'cancel_order',
  label: 'Cancel order 4711',
  effect: 'irreversible',
  at: plainPacket.frozenAt,
  status,
  human,
  idempotencyKey: 'k-1',
});

describe('dangers', () => {
  it('are none of an ordinary caller', () => {
    expect(dangersOf({ packet: packet(), reason })).toEqual([]);
  });

  it('name the command, the action and its key', () => {
    const [danger] = dangersOf({ packet: packet({ actions: [action('in_doubt', 'do_not_retry')] }), reason });
    expect(danger).toMatchObject({ severity: 'stop', command: 'Do not retry' });
    expect(danger?.text).toBe('Cancel order 4711 is in doubt. Look it up by k-1');
  });

  it.each<[string, Partial<HandoffPacket>, string]>([
    ['a reversible action in doubt', { actions: [action('in_doubt', 'verify')] }, 'Verify first'],
    ['an action that still runs', { actions: [action('pending', 'verify')] }, 'Still running'],
    [
      'a failed identity check',
      { caller: { ...plainPacket.caller, identity: { level: 'failed' } } },
      'Not verified',
    ],
    [
      'a caller who was not told about the voice agent',
      { compliance: { ...packet().compliance, aiDisclosed: { played: false } } },
      'Say it now',
    ],
    [
      'a refused recording',
      { compliance: { ...packet().compliance, recording: { state: 'off', consent: 'refused' } } },
      'Do not record',
    ],
  ])('are shown for %s', (_, change, command) => {
    expect(dangersOf({ packet: packet(change), reason }).map((danger) => danger.command)).toEqual([command]);
  });

  it('put safety first', () => {
    const emergency = { code: 'safety.emergency', label: 'Emergency', severity: 'p0' } as const;
    const dangers = dangersOf({
      packet: packet({ actions: [action('in_doubt', 'verify')] }),
      reason: emergency,
    });
    expect(dangers.map(({ command }) => command)).toEqual(['Safety', 'Verify first']);
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    isTyping: false,
    ...more,
  });

  it('are commands, in capitals too', () => {
    expect(shortcutOf(press('a'), true)).toBe('a');
    expect(shortcutOf(press('A'), true)).toBe('a');
    expect(shortcutOf(press('x'), true)).toBeUndefined();
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }, { isTyping: true }])(
    'are left alone with %j',
    (more) => expect(shortcutOf(press('a', more), true)).toBeUndefined(),
  );

  it('can be turned off, but for the way back', () => {
    expect(shortcutOf(press('a'), false)).toBeUndefined();
    expect(shortcutOf(press('?'), false)).toBe('?');
    expect(shortcutOf(press('Escape', { isTyping: true }), false)).toBe('Escape');
  });
});

describe('figures', () => {
  it('count down to nothing only when nothing is left', () => {
    expect(secondsLeft(10_000, 9_999)).toBe(1);
    expect(secondsLeft(10_000, 10_000)).toBe(0);
    expect(secondsLeft(10_000, 12_000)).toBe(0);
  });

  it('are read at a glance', () => {
    expect(clockText(75_400)).toBe('1:15');
    expect(clockText(-5)).toBe('0:00');
    expect([1_000, 12_000, 130_000].map(agoText)).toEqual(['just now', '12 s ago', '2 min ago']);
  });
});
