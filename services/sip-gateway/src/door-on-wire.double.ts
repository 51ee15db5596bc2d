// A door behind a real engine, and somebody who sends it datagrams and waits for what they get.
import { silentLogger } from '@trunkline/runtime';
import { createSipEngine, type SipEngineOptions } from '@trunkline/sip-engine';
import { drachtioTelephony, type Invitation } from '@trunkline/telephony';
import { createSocket } from 'node:dgram';
import { Doorkeeper } from './app/doorkeeper';
import { refuse } from './app/refuse';
import { TrunkProof } from './app/trunk-proof';
import { routeTable, type TrunkRoutes } from './domain/route-table';

export interface DoorOnWire {
  /** UDP, on the loopback. */
  readonly port: number;
  /** Sends the request; gives its first response that is no provisional one. */
  responseTo(request: string): Promise<string>;
  /** The same for an INVITE, which is known by its Call-ID. */
  invite(callId: string, headers: readonly string[], body: string): Promise<string>;
  close(): Promise<void>;
}

export interface DoorTerms {
  readonly trunk: TrunkRoutes;
  readonly number: string;
  readonly supported?: SipEngineOptions['supported'];
  readonly onWelcome: (invitation: Invitation) => void;
}

export const openDoor = async ({ trunk, number, supported, onWelcome }: DoorTerms): Promise<DoorOnWire> => {
  const engine = await createSipEngine({
    listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }],
    ...(supported ? { supported } : {}),
  });
  const { adminHost: host, adminPort, secret } = engine;
  const telephony = drachtioTelephony({ host, port: adminPort, secret }, () => undefined);
  const answered = { number, flow: 'f', language: 'en', voice: 'slt', lineMsMax: 60_000 };
  const door = new Doorkeeper({
    routes: routeTable([{ tenantId: 'acme', trunks: [trunk], numbers: [answered] }]),
    proof: new TrunkProof('seed'),
    rate: { take: () => true },
    wallMs: Date.now,
  });
  telephony.onInvitation((invitation) => {
    const entry = door.admit(invitation, false);
    if (entry.kind === 'refused') refuse(invitation, entry.refusal, silentLogger);
    else onWelcome(invitation);
  });
  await telephony.open();
  const caller = createSocket('udp4');
  await new Promise<void>((resolve) => caller.bind(0, '127.0.0.1', resolve));
  const port = engine.listening[0]?.port ?? 0;

  const responseTo = (request: string): Promise<string> =>
    new Promise((resolve) => {
      const callId = /^Call-ID: (.*)\r$/m.exec(request)?.[1] ?? '';
      const heard = (message: Buffer): void => {
        const text = message.toString();
        if (!text.includes(callId) || text.startsWith('SIP/2.0 1')) return;
        caller.off('message', heard);
        resolve(text);
      };
      caller.on('message', heard);
      caller.send(request, port, '127.0.0.1');
    });

  return {
    port,
    responseTo,
    invite: (callId, headers, body) =>
      responseTo(inviteOf({ callId, headers, body, from: caller.address().port })),
    close: async () => {
      caller.close();
      await telephony.close();
      await engine.close();
    },
  };
};

interface Invite {
  readonly callId: string;
  readonly headers: readonly string[];
  readonly body: string;
  readonly from: number;
}

const inviteOf = ({ callId, headers, body, from }: Invite): string =>
  [
    'INVITE sip:orders@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/UDP 127.0.0.1:${from};rport;branch=z9hG4bK-${callId}`,
    `From: <sip:a@127.0.0.1>;tag=${callId}`,
    'To: <sip:orders@127.0.0.1>',
    `Call-ID: ${callId}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:a@127.0.0.1:${from}>`,
    'Max-Forwards: 70',
    ...headers,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
