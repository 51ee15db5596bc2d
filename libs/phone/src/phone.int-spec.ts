import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeMulaw, levelOf, parseWav } from '@trunkline/audio';
import { openPhone, type Phone } from './phone';
import { type Script } from './script';

const caller: Script = {
  name: 'caller',
  voice: 'rms',
  steps: [
    { kind: 'listen', quietMs: 400, msMax: 10_000 },
    { kind: 'say', text: 'I would like to know where my order is' },
    { kind: 'listen', quietMs: 400, msMax: 10_000 },
    { kind: 'hang-up' },
  ],
};
const answerer: Script = {
  name: 'answerer',
  voice: 'awb',
  steps: [
    { kind: 'say', text: 'Good morning' },
    { kind: 'listen', quietMs: 400, msMax: 10_000 },
    { kind: 'say', text: 'It is on its way' },
    { kind: 'stay', msMax: 10_000 },
  ],
};

describe('two phones', () => {
  let dir: string;
  let phones: Phone[];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'phone-'));
    phones = await Promise.all(
      [36_000, 36_100].map((rtpPortMin) =>
        openPhone({ host: '127.0.0.1', sipPort: 0, rtpPortMin, rtpPortMax: rtpPortMin + 20 }),
      ),
    );
  });

  afterAll(async () => {
    await Promise.all(phones.map((phone) => phone.close()));
    await rm(dir, { recursive: true });
  });

  it('talk to each other over SIP and RTP, and both recordings hold both voices', async () => {
    const [one, other] = phones as [Phone, Phone];
    const answered = new Promise<string>((resolve) => {
      other.onCall(
        (conversation) => {
          void conversation.person.follow(answerer);
          void conversation.ended.then(resolve);
        },
        () => join(dir, 'answerer.wav'),
      );
    });
    const called = await one.call({
      uri: `sip:bob@${other.address}`,
      from: 'sip:alice@localhost',
      recordTo: join(dir, 'caller.wav'),
      answerMsMax: 5_000,
    });
    if (called.kind !== 'answered') throw new Error(`not answered: ${called.status}`);
    expect(await called.conversation.person.follow(caller)).toEqual({ kind: 'done' });
    await called.conversation.ended;
    expect(await answered).toBe('hung-up');
    const { listening } = called.conversation.person;
    expect(listening.said).toHaveLength(1);
    expect(listening.replies()).toHaveLength(1);
    for (const name of ['caller.wav', 'answerer.wav']) {
      const wav = parseWav(await readFile(join(dir, name)));
      if (wav.kind !== 'wav') throw new Error(wav.why);
      for (const side of [0, 1]) {
        const channel = decodeMulaw(wav.data.filter((_, index) => index % 2 === side));
        expect(levelOf(channel)).toBeGreaterThan(-40);
      }
    }
  });
});
