// Another implementation's idea of SIP against the running platform: what callers' equipment does, right and wrong.
import { becomes } from '@trunkline/platform/trial/eventually';
import {
  callEvents,
  callsOf,
  endOf,
  lineEvents,
  nothingOpen,
} from '@trunkline/platform/trial/record-reading';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { withProgram } from './installed';
import { type RunningPlatform, runPlatform } from './running-platform';
import { play, type Play, type Played, SIPP } from './sipp';
import { writeSpeech } from './speech-file';

const RTP = { rtpPortMin: 42_000, rtpPortMax: 42_023 } as const;
const CLOSED_MS_MAX = 5_000;

withProgram(SIPP)('SIPp', () => {
  let platform: RunningPlatform;

  beforeAll(async () => {
    platform = await runPlatform({
      suite: 'sipp',
      gateway: { ...RTP, noMediaMsMax: 1_000, mediaLostMsMax: 1_500, heldMsMax: 60_000 },
      // The other addresses of the loopback are strangers.
      tenant: (tenant) => ({ ...tenant, trunks: [{ name: 'loopback', sources: ['127.0.0.1'] }] }),
    });
    await writeSpeech(join(platform.dir, 'caller.ul'), [600, 'hello', 400]);
  });
  afterAll(() => platform.stop());

  afterEach(async () => {
    await nothingOpen(platform.record.store, CLOSED_MS_MAX);
    expect(platform.gateway.linesActive()).toBe(0);
  });

  const plays = async (scenario: string, more: Partial<Play> = {}): Promise<Played> => {
    const { host, port } = platform.sip;
    const played = await play({ scenario, target: `${host}:${port}`, dir: platform.dir, ...more });
    expect({ scenario, exitCode: played.exitCode, complaint: played.complaint }).toEqual({
      scenario,
      exitCode: 0,
      complaint: '',
    });
    return played;
  };

  /** Events of the one line that the scenario's last run made, once it is closed. */
  const lineOf = async (scenario: string) => {
    await nothingOpen(platform.record.store, CLOSED_MS_MAX);
    const callId = (await callsOf(platform.record.store, `${scenario}-`)).at(-1) ?? '';
    return { callId, events: await lineEvents(platform.record.store, callId) };
  };

  const typesOf = (events: readonly { type: string }[]): string[] => events.map(({ type }) => type);

  it('answers, hears the caller and ends', async () => {
    await plays('basic-call');
    const { callId, events } = await lineOf('basic-call');
    expect(typesOf(events)).toEqual(
      expect.arrayContaining(['LineOffered', 'LineAnswered', 'MediaStarted', 'LineEnded', 'LineReleased']),
    );
    expect(endOf(events)).toBe('caller-hung-up');
    const call = await callEvents(platform.record.store, callId);
    expect(call.find(({ type }) => type === 'CallEnded')).toMatchObject({ outcome: 'abandoned' });
  });

  it('is cancelled at once, or has answered and is hung up', async () => {
    const { responses } = await plays('cancel');
    expect(responses.filter((response) => response === '200 CANCEL')).toHaveLength(1);
    const answered = responses.includes('200 INVITE');
    expect(responses.includes('487 INVITE')).toBe(!answered);
    const { events } = await lineOf('cancel');
    expect(endOf(events)).toBe(answered ? 'caller-hung-up' : 'caller-cancelled');
    expect(typesOf(events).at(-1)).toBe('LineReleased');
  });

  it('hangs up while the caller does', async () => {
    await plays('bye-crossing');
    const { events } = await lineOf('bye-crossing');
    expect(typesOf(events).filter((type) => type === 'LineEnded')).toHaveLength(1);
    expect(endOf(events)).toBe('no-media');
  });

  it('repeats its answer until the ACK comes, and then is a call like any other', async () => {
    const { responses } = await plays('lost-ack');
    expect(responses.filter((response) => response === '200 INVITE').length).toBeGreaterThanOrEqual(3);
    expect(endOf((await lineOf('lost-ack')).events)).toBe('caller-hung-up');
  });

  it('makes one call of an INVITE that comes three times', async () => {
    await plays('retransmitted-invite');
    await lineOf('retransmitted-invite');
    expect(await callsOf(platform.record.store, 'retransmitted-invite-')).toHaveLength(1);
  });

  it.each([
    ['sendonly', '127.0.0.1', 'recvonly'],
    ['inactive', '127.0.0.1', 'inactive'],
    ['sendrecv', '0.0.0.0', 'inactive'],
  ])(
    'is held by %s from %s, answers %s, bears the silence and is resumed',
    async (direction, host, answered) => {
      const { messages } = await plays('hold', { keys: { hold_direction: direction, hold_host: host } });
      const answers = [...messages.matchAll(/^a=(sendrecv|sendonly|recvonly|inactive)/gm)].map(
        ([, name]) => name,
      );
      expect(answers).toEqual(['sendrecv', 'sendrecv', direction, answered, 'sendrecv', 'sendrecv']);
      const { events } = await lineOf('hold');
      expect(typesOf(events)).toEqual(expect.arrayContaining(['LineHeld', 'LineResumed']));
      expect(endOf(events)).toBe('caller-hung-up');
    },
  );

  it('ends a line that falls silent without being held', async () => {
    await plays('silent-line');
    expect(endOf((await lineOf('silent-line')).events)).toBe('media-lost');
  });

  it('refuses a body that is no session description', async () => {
    expect((await plays('malformed-sdp')).responses.at(-1)).toMatch(/^(400|488) INVITE$/);
    expect(endOf((await lineOf('malformed-sdp')).events)).toBe('no-common-codec');
  });

  it.each([
    ['a codec that it does not speak', '488', { keys: { formats: '18' } }],
    ['a number that nobody has', '404', { keys: { formats: '0' }, user: 'nobody' }],
    ['a stranger', '403', { keys: { formats: '0' }, from: '127.0.0.2' }],
  ])('refuses %s with %s', async (_what, status, more) => {
    const { responses } = await plays('refused', more);
    expect(responses.at(-1)).toBe(`${status} INVITE`);
  });

  it('refuses what it does not do, and answers a ping', async () => {
    const { responses } = await plays('unknown-method');
    expect(responses).toEqual([expect.stringMatching(/^(405|501) DANCE$/), '405 SUBSCRIBE', '200 OPTIONS']);
  });

  it('has given back every RTP port in the end', async () => {
    const ports = Array.from(
      { length: RTP.rtpPortMax - RTP.rtpPortMin + 1 },
      (_, index) => RTP.rtpPortMin + index,
    );
    await becomes('all RTP ports free', CLOSED_MS_MAX, async () =>
      (await Promise.all(ports.map(isFree))).every(Boolean),
    );
  });
});

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
