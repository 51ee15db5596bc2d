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
/** How busy the machine is that this runs on is not its affair. */
const UNHURRIED = { tickLateMsMax: 250, loopDelayMsMax: 10_000 } as const;
/** A caller may say nothing for as long as an ACK is waited for. */
const PATIENT = { noMediaMsMax: 60_000, heldMsMax: 60_000 } as const;
const CLOSED_MS_MAX = 5_000;
/** 64*T1 (RFC 3261 13.3.1.4), and room for a busy machine. */
const UNACKNOWLEDGED_MS_MAX = 32_000 + 20_000;

withProgram(SIPP)('SIPp', () => {
  let platform: RunningPlatform;
  /** Where one call waits for its end while the others are made: what is open here is of that call. */
  let waiting: RunningPlatform;
  let unacknowledged: Promise<Played>;

  beforeAll(async () => {
    waiting = await runPlatform({
      suite: 'sipp-waiting',
      gateway: { ...UNHURRIED, rtpPortMin: 42_024, rtpPortMax: 42_027, ...PATIENT },
    });
    platform = await runPlatform({
      suite: 'sipp',
      gateway: { ...UNHURRIED, ...RTP, noMediaMsMax: 1_000, mediaLostMsMax: 1_500, heldMsMax: 60_000 },
      // The other addresses of the loopback are strangers.
      tenant: (tenant) => ({ ...tenant, trunks: [{ name: 'loopback', sources: ['127.0.0.1'] }] }),
    });
    for (const { dir } of [waiting, platform]) await writeSpeech(join(dir, 'caller.ul'), [600, 'hello', 400]);
    unacknowledged = plays('never-acknowledged', { timeoutS: UNACKNOWLEDGED_MS_MAX / 1_000 }, waiting);
    unacknowledged.catch(() => undefined); // its test tells
  });
  afterAll(async () => {
    await platform.stop();
    await waiting.stop();
  });

  afterEach(async () => {
    await nothingOpen(platform.record.store, CLOSED_MS_MAX);
    expect(platform.gateway.linesActive()).toBe(0);
  });

  const plays = async (scenario: string, more: Partial<Play> = {}, on = platform): Promise<Played> => {
    const { host, port } = on.sip;
    const played = await play({ scenario, target: `${host}:${port}`, dir: on.dir, ...more });
    expect({ scenario, exitCode: played.exitCode, complaint: played.complaint }).toEqual({
      scenario,
      exitCode: 0,
      complaint: '',
    });
    return played;
  };

  /** Events of the one line that the scenario's last run made, once it is closed. */
  const lineOf = async (scenario: string, { record: { store } } = platform) => {
    await nothingOpen(store, CLOSED_MS_MAX);
    const callId = (await callsOf(store, `${scenario}-`)).at(-1) ?? '';
    return { callId, events: await lineEvents(store, callId) };
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
    const { responses, messages } = await plays('malformed-sdp');
    expect(responses.at(-1)).toBe('488 INVITE');
    expect(messages).toMatch(/^Warning: 399 \S+ "the offer /im);
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

  it.each([
    ['a body that it does not read', { body_type: 'text/html' }, ['415', 'Accept: application/sdp']],
    ['an answer that is no SDP', { demand: 'Accept: text/plain' }, ['406', 'Warning: 399 ']],
    ['an extension that it does not have', { demand: 'Require: replaces' }, ['420', 'Unsupported: replaces']],
  ])('refuses %s (%j) and says what would do: %j', async (_what, keys, [status = '', header = '']) => {
    const demanding = { body_type: 'application/sdp', demand: 'Accept: application/sdp', ...keys };
    const { responses, messages } = await plays('demanding', { keys: demanding });
    expect(responses.at(-1)).toBe(`${status} INVITE`);
    expect(messages.split(`SIP/2.0 ${status}`)[1]).toMatch(new RegExp(`^${header}`, 'im'));
  });

  it('makes the offer when the caller makes none, and is a call like any other once it is answered', async () => {
    await plays('delayed-offer');
    const { events } = await lineOf('delayed-offer');
    expect(typesOf(events)).toEqual(expect.arrayContaining(['LineAnswered', 'MediaStarted', 'LineEnded']));
    expect(endOf(events)).toBe('caller-hung-up');
  });

  it('hangs up on a caller who neither offers nor answers', async () => {
    await plays('unanswered-offer');
    const { events } = await lineOf('unanswered-offer');
    expect(typesOf(events)).not.toContain('LineAnswered');
    expect(endOf(events)).toBe('no-common-codec');
  });

  it('refuses what it does not do, and tells a ping what it does', async () => {
    const { responses, messages } = await plays('unknown-method');
    expect(responses).toEqual([expect.stringMatching(/^(405|501) DANCE$/), '405 SUBSCRIBE', '200 OPTIONS']);
    expect(messages).toMatch(/^Supported: 100rel, timer\r?$/im);
  });

  it(
    'ends a call whose ACK never comes: the answer repeated to the last, a BYE, a reason in the record',
    async () => {
      const { responses } = await unacknowledged;
      // After 0.5, 1.5, 3.5 s and then every 4 s (RFC 3261 13.3.1.4): 11 within 32 s.
      const answers = responses.filter((response) => response === '200 INVITE');
      expect([10, 11]).toContain(answers.length);
      const { callId, events } = await lineOf('never-acknowledged', waiting);
      expect(endOf(events)).toBe('ack-timeout');
      expect(typesOf(events).at(-1)).toBe('LineReleased');
      const call = await callEvents(waiting.record.store, callId);
      expect(call.find(({ type }) => type === 'CallEnded')).toMatchObject({ reason: 'ack-timeout' });
      expect(waiting.gateway.linesActive()).toBe(0);
    },
    UNACKNOWLEDGED_MS_MAX,
  );

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
