// `call` and `answer`: one simulated person on a telephone of its own, in a process of its own.
import { type Conversation, openPhone, type Phone, type Script } from '@trunkline/phone';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Arguments, type CommandSpec } from './arguments';
import { type Command } from './command';
import { jsonReport, plainReport, type Report } from './person-report';
import { loadScript } from './scripts';

const FLAGS: CommandSpec['flags'] = {
  '--record': { value: 'DIR', help: 'write what was said and heard as stereo WAV' },
  '--json': { help: 'JSON lines instead of words; cues are taken as lines of standard input' },
};
const RTP_PORTS = { call: 45_000, answer: 46_000 } as const;
const RTP_PORTS_COUNT = 100;
const ANSWER_MS_MAX = 20_000;

export const call: Command = {
  spec: {
    name: 'call',
    summary: 'Places one simulated call: SIP, RTP and a voice of its own, following a script.',
    positionals: ['SCRIPT'],
    flags: {
      '--to': { value: 'URI', help: 'whom to call (sip:orders@127.0.0.1:5060)' },
      ...FLAGS,
    },
  },
  run: async (given) => {
    const script = await loadScript(given.positionals[0] ?? '');
    const report = reportOf(given);
    const phone = await openPhone({ host: '127.0.0.1', sipPort: 0, ...rtpPorts('call') });
    report({ type: 'ready', address: phone.address });
    try {
      return await place(phone, { script, report, given });
    } finally {
      await phone.close();
    }
  },
};

export const answer: Command = {
  spec: {
    name: 'answer',
    summary: 'Answers the next call as a simulated human agent and follows a script.',
    positionals: ['SCRIPT'],
    flags: { '--sip': { value: 'PORT', help: 'UDP port on 127.0.0.1 (any free one)' }, ...FLAGS },
  },
  run: async (given) => {
    const script = await loadScript(given.positionals[0] ?? '');
    const report = reportOf(given);
    const sipPort = given.int('--sip', { min: 0, max: 65_535, or: 0 });
    const phone = await openPhone({ host: '127.0.0.1', sipPort, ...rtpPorts('answer') });
    const recording = recordingOf(given, script);
    const taken = new Promise<Conversation>((resolveTaken) => {
      phone.onCall((conversation) => resolveTaken(conversation), recording ? () => recording : undefined);
    });
    report({ type: 'ready', address: phone.address });
    try {
      return await follow(await taken, { script, report, recording });
    } finally {
      await phone.close();
    }
  },
};

interface Placing {
  readonly script: Script;
  readonly report: Report;
  readonly given: Arguments;
}

const place = async (phone: Phone, { script, report, given }: Placing): Promise<number> => {
  const recording = recordingOf(given, script);
  const called = await phone.call({
    uri: given.text('--to') ?? 'sip:orders@127.0.0.1:5060',
    from: 'sip:+15550142@localhost',
    answerMsMax: ANSWER_MS_MAX,
    onStep: (step, atMs) => report({ type: 'step', step, atMs }),
    ...(recording ? { recordTo: recording } : {}),
  });
  if (called.kind === 'failed') {
    report({ type: 'failed', status: called.status });
    return 1;
  }
  return follow(called.conversation, { script, report, recording });
};

interface Following {
  readonly script: Script;
  readonly report: Report;
  readonly recording: string | undefined;
}

const follow = async (
  conversation: Conversation,
  { script, report, recording }: Following,
): Promise<number> => {
  report({ type: 'answered' });
  const cues = createInterface({ input: process.stdin });
  cues.on('line', (name) => conversation.person.cue(name.trim()));
  const followed = await conversation.person.follow(script);
  await conversation.hangUp();
  const reason = await conversation.ended;
  cues.close();
  process.stdin.destroy();
  const { listening } = conversation.person;
  const length = (stretches: readonly { startMs: number; endMs: number }[]): number =>
    Math.round(stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0));
  report({
    type: 'ended',
    followed,
    reason,
    replies: listening.replies(),
    heardMs: length(listening.heard),
    saidMs: length(listening.said),
    ...(recording ? { recording } : {}),
  });
  return followed.kind === 'done' ? 0 : 1;
};

const reportOf = (given: Arguments): Report => (given.has('--json') ? jsonReport : plainReport);

const recordingOf = (given: Arguments, script: Script): string | undefined => {
  const dir = given.text('--record');
  return dir === undefined ? undefined : join(resolve(dir), `${script.name.replace(/\W+/g, '-')}.wav`);
};

const rtpPorts = (role: keyof typeof RTP_PORTS) => ({
  rtpPortMin: RTP_PORTS[role],
  rtpPortMax: RTP_PORTS[role] + RTP_PORTS_COUNT - 1,
});
