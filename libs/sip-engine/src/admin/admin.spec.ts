// The admin protocol without its socket: frames cut anywhere, commands, routes, and the rules for an application's headers.
import * as fc from 'fast-check';
import { parseAppMessage, replaceLocalhost } from './app-message';
import { parseCommand } from './command';
import { encodeFrame, FrameDecoder, type AdminUnit } from './frame';
import { RouteTable } from './route-table';

describe('frames', () => {
  const frames = fc.array(
    fc.record({
      head: fc.string({ minLength: 1 }).filter((head) => !/[\r\n]/.test(head)),
      message: fc.option(fc.uint8Array()),
    }),
  );

  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 40 }), (list, step) => {
        const bytes = Buffer.concat(
          list.map(({ head, message }) =>
            encodeFrame(head, message === null ? undefined : Buffer.from(message)),
          ),
        );
        const decoder = new FrameDecoder(100_000);
        const units: AdminUnit[] = [];
        for (let at = 0; at < bytes.length; at += step)
          units.push(...decoder.push(bytes.subarray(at, at + step)));
        expect(units).toEqual(
          list.map(({ head, message }) => ({
            kind: 'frame',
            head,
            message: message === null ? undefined : Buffer.from(message),
          })),
        );
      }),
    );
  });

  it('count bytes, not characters', () => {
    expect(encodeFrame('ä').toString()).toBe('2#ä');
  });

  it('too long are named, skipped, and followed by the next', () => {
    const id = '00000000-0000-4000-8000-000000000001';
    const bytes = Buffer.concat([encodeFrame(`${id}|sip||`, Buffer.alloc(500)), encodeFrame('next')]);
    const decoder = new FrameDecoder(100);
    const units = [...bytes].flatMap((byte) => decoder.push(Buffer.from([byte])));
    expect(units).toEqual([
      { kind: 'oversize', messageId: id },
      { kind: 'frame', head: 'next', message: undefined },
    ]);
  });
});

describe('commands', () => {
  it.each([
    ['i|authenticate|s|a,b', { kind: 'authenticate', id: 'i', secret: 's', tags: ['a', 'b'] }],
    ['i|route|INVITE', { kind: 'route', id: 'i', verb: 'invite' }],
    ['i|remove_route|invite', { kind: 'remove-route', id: 'i', verb: 'invite' }],
    ['i|ping', { kind: 'ping', id: 'i' }],
    ['i', { kind: 'invalid', id: 'i' }],
    ['i|dance', { kind: 'unknown', id: 'i' }],
    ['i|proxy|t', { kind: 'proxy', id: 'i' }],
  ])('%s', (head, expected) => expect(parseCommand(head, undefined)).toEqual(expected));

  it('sip carries transaction, dialog and next hop', () => {
    expect(parseCommand('i|sip|t|d|sip:h', Buffer.from('x'))).toMatchObject({
      transactionId: 't',
      dialogId: 'd',
      routeUrl: 'sip:h',
    });
  });
});

describe('routes', () => {
  it('go in turn among the applications that asked, and end with them', () => {
    const table = new RouteTable();
    table.add('invite', 1);
    table.add('invite', 2);
    table.add('options', 1);
    expect([table.choose('INVITE'), table.choose('INVITE'), table.choose('INVITE')]).toEqual([1, 2, 1]);
    table.remove('invite', 2);
    expect([table.choose('INVITE'), table.choose('INVITE')]).toEqual([1, 1]);
    table.removeClient(1);
    expect([table.choose('INVITE'), table.choose('OPTIONS'), table.methods()]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });
});

describe('messages of the application', () => {
  it('lose what only the engine may set, and lines that are no header', () => {
    const { headers, body } = parseAppMessage(
      Buffer.from(
        'SIP/2.0 200 OK\r\nVia: x\r\nroute: y\r\nContent-Length: 99\r\nbad header: z\r\nno colon\r\nx-a: 1\r\ncontact: <sip:c>\r\n\r\nbody',
      ),
    );
    expect(headers.map(({ name, value }) => `${name}: ${value}`)).toEqual(['x-a: 1', 'Contact: <sip:c>']);
    expect(body.toString()).toBe('body');
  });

  it.each([
    ['sip:1000@localhost', 'sip:1000@h:1'],
    ['<sip:1000@localhost:9;x>', '<sip:1000@h:1;x>'],
    ['<sip:localhost>', '<sip:h:1>'],
    ['<sip:a@localhost.example>', '<sip:a@localhost.example>'],
    ['"localhost" <sip:a@b>', '"localhost" <sip:a@b>'],
  ])('%s', (value, expected) => expect(replaceLocalhost(value, 'h:1')).toBe(expected));
});
