// RFC 4475 3.1.1: valid messages of unusual shape and size.
import { raw, sdp, wire, type TortureMessage } from './wire';

const options = { kind: 'request', method: 'OPTIONS' } as const;
const invite = { kind: 'request', method: 'INVITE' } as const;
const register = { kind: 'request', method: 'REGISTER' } as const;
const long = (text: string, times: number): string => text.repeat(times);

/** The name of the header as RFC 4475 spells it in sip33 to sip1. */
const spelled = [
  ...['Via:', 'v:', 'V:', 'Via:', 'ViA:', 'VIa:', 'VIA:', 'via:', 'viA:', 'vIa:', 'vIA:', 'V : ', 'v : '],
  ...['V  :', 'v  :', 'Via :', 'Via  :', ...Array.from({ length: 16 }, () => 'Via:')],
];
const vias = spelled.map((name, index) => `${name} SIP/2.0/TCP sip${33 - index}.example.com`).join('\n');

/** PKCS #7, with line feeds and NUL among its bytes. */
const signature = [
  '3082015206092a864886f70d010702a08201433082013f020101310930070605',
  '2b0e03021a300b06092a864886f70d010701318201203082011c020101307c30',
  '70310b3009060355040613025553311330110603550408130a43616c69666f72',
  '6e69613111300f0603550407130853616e204a6f7365310e300c060355040a13',
  '05736970697431293027060355040b1320536970697420546573742043657274',
  '6966696361746520417574686f7269747902080195007102330113300706052b',
  '0e03021a300d06092a864886f70d01010105000481808ef466f948f0522dd2e5',
  '978e9d95aae9f2fe15a06659716292e8da2aa8d8350a68ceffae3cbd2bff1675',
  'ddd5648e593dd64728f26220f7e941749e330d9a15edabdb93d10c42102e7b72',
  '89d29cc0c9ae2efbc7c0cff9172f3b027e4fc027e1546de4b6aa3abb3e66cccb',
  '5dd6c64b8383149cb8e6ff182d944fe57b65bc99d005',
].join('');

export const validShapes: readonly TortureMessage[] = [
  {
    section: '3.1.1.7',
    name: 'longreq',
    expected: invite,
    answer: 'delivered',
    bytes: wire(`
INVITE sip:user@example.com SIP/2.0
To: "I have a user name of ${long('extreme', 10)} proportion"<sip:user@example.com:6000;unknownparam1=very${long('long', 20)}value;longparam${long('name', 25)}=shortvalue;very${long('long', 25)}ParameterNameWithNoValue>
F: sip:${long('amazinglylongcallername', 5)}@example.net;tag=12${long('982', 50)}424;unknownheaderparam${long('name', 20)}=unknowheaderparam${long('value', 15)};unknownValueless${long('paramname', 10)}
Call-ID: longreq.one${long('really', 20)}longcallid
CSeq: 3882340 INVITE
Unknown-${long('Long', 20)}-Name: unknown-${long('long', 20)}-value; unknown-${long('long', 20)}-parameter-name = unknown-${long('long', 20)}-parameter-value
${vias}
Via: SIP/2.0/TCP host.example.com;received=192.0.2.5;branch=very${long('long', 50)}branchvalue
Max-Forwards: 70
Contact: <sip:${long('amazinglylongcallername', 5)}@host5.example.net>
Content-Type: application/sdp
l: 150

${sdp('192.0.2.1')}
`),
  },
  {
    section: '3.1.1.8',
    name: 'dblreq',
    expected: register,
    answer: 'delivered',
    bytes: Buffer.concat([
      raw`
REGISTER sip:example.com SIP/2.0
To: sip:j.user@example.com
From: sip:j.user@example.com;tag=43251j3j324
Max-Forwards: 8
I: dblreq.0ha0isndaksdj99sdfafnl3lk233412
Contact: sip:j.user@host.example.com
CSeq: 8 REGISTER
Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKkdjuw23492
Content-Length: 0
`,
      raw`
INVITE sip:joe@example.com SIP/2.0
t: sip:joe@example.com
From: sip:caller@example.net;tag=141334
Max-Forwards: 8
Call-ID: dblreq.0ha0isnda977644900765@192.0.2.15
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw380234
Content-Type: application/sdp
Content-Length: 150

v=0
o=mhandley 29739 7272939 IN IP4 192.0.2.15
s=-
c=IN IP4 192.0.2.15
t=0 0
m=audio 49217 RTP/AVP 0 12
m =video 3227 RTP/AVP 31
a=rtpmap:31 LPC

`,
    ]),
  },
  {
    section: '3.1.1.9',
    name: 'semiuri',
    expected: options,
    answer: 'delivered',
    bytes: raw`
OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0
To: sip:j_user@example.com
From: sip:caller@example.org;tag=33242
Max-Forwards: 3
Call-ID: semiuri.0ha0isndaksdj
CSeq: 8 OPTIONS
Accept: application/sdp, application/pkcs7-mime,
        multipart/mixed, multipart/signed,
        message/sip, message/sipfrag
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw
l: 0
`,
  },
  {
    section: '3.1.1.10',
    name: 'transports',
    expected: options,
    answer: 'delivered',
    bytes: raw`
OPTIONS sip:user@example.com SIP/2.0
To: sip:user@example.com
From: <sip:caller@example.com>;tag=323
Max-Forwards: 70
Call-ID:  transports.kijh4akdnaqjkwendsasfdj
Accept: application/sdp
CSeq: 60 OPTIONS
Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw
Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf
Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj
Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en
Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee
l: 0
`,
  },
  {
    section: '3.1.1.11',
    name: 'mpart01',
    expected: { kind: 'request', method: 'MESSAGE' },
    answer: 'delivered',
    bytes: Buffer.concat([
      wire(`
MESSAGE sip:kumiko@example.org SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-d87543-4dade06d0bdb11ee-1--d87543-;rport
Max-Forwards: 70
Route: <sip:127.0.0.1:5080>
Identity: r5mwreLuyDRYBi/0TiPwEsY3rEVsk/G2WxhgTV1PF7hHuLIK0YWVKZhKv9Mj8UeXqkMVbnVq37CD+813gvYjcBUaZngQmXc9WNZSDNGCzA+fWl9MEUHWIZo1CeJebdY/XlgKeTa0Olvq0rt70Q5jiSfbqMJmQFteeivUhkMWYUA=
Contact: <sip:fluffy@127.0.0.1:5070>
To: <sip:kumiko@example.org>
From: <sip:fluffy@example.com>;tag=2fb0dcc9
Call-ID: 3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..
CSeq: 1 MESSAGE
Content-Transfer-Encoding: binary
Content-Type: multipart/mixed;boundary=7a9cbec02ceef655
Date: Sat, 15 Oct 2005 04:44:56 GMT
User-Agent: SIPimp.org/0.2.5 (curses)
Content-Length: 553

--7a9cbec02ceef655
Content-Type: text/plain
Content-Transfer-Encoding: binary

Hello
--7a9cbec02ceef655
Content-Type: application/octet-stream
Content-Transfer-Encoding: binary

`),
      Buffer.from(signature, 'hex'),
      Buffer.from('\r\n--7a9cbec02ceef655--\r\n'),
    ]),
  },
  {
    section: '3.1.1.12',
    name: 'unreason',
    expected: { kind: 'response', status: 200 },
    answer: 'dropped',
    bytes: wire(`
SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e \u0434\u0435\u0432\u044f\u043d\u043e\u0441\u0442\u043e \u0434\u0435\u0432\u044f\u0442\u044c - \u043f\u0440\u043e\u0441\u0442\u043e\u0435
Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
Call-ID: unreason.1234ksdfak3j2erwedfsASdf
CSeq: 35 INVITE
From: sip:user@example.com;tag=11141343
To: sip:user@example.edu;tag=2229
Content-Length: 154
Content-Type: application/sdp
Contact: <sip:user@host198.example.com>

${sdp('192.0.2.198')}
`),
  },
  {
    section: '3.1.1.13',
    name: 'noreason',
    expected: { kind: 'response', status: 100 },
    answer: 'dropped',
    bytes: wire(
      [
        'SIP/2.0 100 ',
        'Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe',
        'Call-ID: noreason.asndj203insdf99223ndf',
        'CSeq: 35 INVITE',
        'From: <sip:user@example.com>;tag=39ansfi3',
        'To: <sip:user@example.edu>;tag=902jndnke3',
        'Content-Length: 0',
        'Contact: <sip:user@host105.example.com>',
        '',
      ].join('\n'),
    ),
  },
];
