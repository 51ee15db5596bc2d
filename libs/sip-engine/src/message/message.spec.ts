// Header values as types: what is read, what is refused, and what is written into Via and To.
import { parseCSeq, parseRAck } from './cseq';
import { canonicalName, Headers, keyOf } from './headers';
import { parseNameAddr, tagOf, withTag } from './name-addr';
import { parseParams, splitList, trimSpace } from './params';
import { parseSipUri, schemeOf } from './uri';
import { parseVia, stampReceived } from './via';

describe('header names', () => {
  it.each([
    ['i', 'call-id', 'Call-ID'],
    ['CALL-ID', 'call-id', 'Call-ID'],
    ['k', 'supported', 'Supported'],
    ['cseq', 'cseq', 'CSeq'],
    ['x-my-Header', 'x-my-header', 'x-my-Header'],
    ['foo-bar', 'foo-bar', 'Foo-Bar'],
  ])('%s is %s, written %s', (name, key, canonical) => {
    expect([keyOf(name), canonicalName(name)]).toEqual([key, canonical]);
  });

  it('are set in place, in their order', () => {
    const headers = new Headers().add('Via', 'a').add('X', '1').add('v', 'b').add('X', '2');
    headers.set('X', '3').replaceFirst('via', 'c');
    expect(headers.entries.map(({ name, value }) => `${name}=${value}`)).toEqual(['Via=c', 'X=3', 'v=b']);
  });
});

describe('name-addr', () => {
  it.each([
    ['"Zo\\"e, <x>" <sip:a@b;lr>;tag=1', 'sip:a@b;lr', '1'],
    ['Alice Smith <sip:a@b>;tag=2;x', 'sip:a@b', '2'],
    ['sip:a@b;tag=3', 'sip:a@b', '3'],
    ['<tel:+1-201-555-0123>', 'tel:+1-201-555-0123', undefined],
  ])('%s', (value, uri, tag) => {
    expect(parseNameAddr(value)?.uri).toBe(uri);
    expect(tagOf(value)).toBe(tag);
  });

  it.each([
    '"open <sip:a@b>',
    'A, B <sip:a@b>',
    '< sip:a@b >',
    '<sip:a@b',
    '<>',
    'sip:a@b?x=y',
    '<sip:a@b>;;',
    '"a" b <sip:a@b>',
    '',
  ])('%s is refused', (value) => expect(parseNameAddr(value)).toBeUndefined());

  it.each([
    ['<sip:a@b>', '<sip:a@b>;tag=t'],
    ['sip:a@b', '<sip:a@b>;tag=t'],
    ['sip:a@b;x=1', '<sip:a@b>;x=1;tag=t'],
    ['<sip:a@b>;tag=old', '<sip:a@b>;tag=old'],
  ])('%s gets a tag', (value, expected) => expect(withTag(value, 't')).toBe(expected));
});

describe('lists and parameters', () => {
  it('split outside quotes and brackets', () => {
    expect(splitList('<sip:a@b,c>, "d, \\"e" <sip:f> ,g')).toEqual(['<sip:a@b,c>', '"d, \\"e" <sip:f>', 'g']);
  });

  it('trim spaces but no byte of UTF-8', () => {
    expect(trimSpace(' \t\u00a0x\u00a0 ')).toBe('\u00a0x\u00a0');
  });

  it('read flags, values, quoted strings and addresses', () => {
    expect([...(parseParams('; lr ; a = "b;c" ;received=[::1]') ?? [])]).toEqual([
      ['lr', undefined],
      ['a', '"b;c"'],
      ['received', '[::1]'],
    ]);
    expect(parseParams(';;')).toBeUndefined();
  });
});

describe('URIs', () => {
  it('give host, port and parameters', () => {
    const uri = parseSipUri('sips:a;b@[2001:db8::1]:5061;transport=tcp?h=v');
    expect(uri).toMatchObject({
      scheme: 'sips',
      user: 'a;b',
      host: '2001:db8::1',
      port: 5061,
      hasHeaders: true,
    });
    expect(uri?.params.get('transport')).toBe('tcp');
  });

  it.each(['tel:+1', 'sip:', 'sip:a@b:0', 'sip:a@b:70000', 'sip:a@b;;', 'sip:a@b c'])(
    '%s is no SIP URI',
    (text) => expect(parseSipUri(text)).toBeUndefined(),
  );

  it('know their scheme', () => expect([schemeOf('TEL:+1'), schemeOf('bob')]).toEqual(['tel', undefined]));
});

describe('Via', () => {
  const stamped = (value: string, address: string, port: number): string => {
    const headers = new Headers().add('Via', value).add('Via', 'SIP/2.0/TCP other');
    stampReceived(headers, { address, port });
    expect(headers.all('via')[1]).toBe('SIP/2.0/TCP other');
    return headers.text('via');
  };

  it('is left alone when it tells the truth', () => {
    const value = 'SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK1';
    expect(stamped(value, '10.0.0.1', 5070)).toBe(value);
  });

  it('gets received and rport when it does not, and a lie in them is replaced', () => {
    const value = 'SIP/2.0/UDP host.example;received=1.2.3.4;rport=9;branch=z9hG4bK1, SIP/2.0/UDP b';
    expect(stamped(value, '10.0.0.1', 40_000)).toBe(
      'SIP/2.0/UDP host.example;branch=z9hG4bK1;rport=40000;received=10.0.0.1, SIP/2.0/UDP b',
    );
  });

  it('gets rport when asked', () => {
    expect(stamped('SIP/2.0/UDP 10.0.0.1:5070;rport;branch=z9hG4bK1', '10.0.0.1', 5070)).toContain(
      ';rport=5070',
    );
  });

  it.each(['SIP/2.0/UDP', 'SIP/2.0/UDP a b', 'SIP/3.0/UDP a', 'SIP/2.0/UDP a;;', 'SIP/2.0/UDP a:99999'])(
    '%s is refused',
    (value) => expect(parseVia(value)).toBeUndefined(),
  );
});

describe('CSeq and RAck', () => {
  it('read numbers below 2^31 and a method', () => {
    expect(parseCSeq('2147483647 INVITE')).toEqual({ seq: 2_147_483_647, method: 'INVITE' });
    expect(parseRAck('7 1 INVITE')).toEqual({ rseq: 7, cseq: { seq: 1, method: 'INVITE' } });
  });

  it.each(['2147483648 INVITE', '-1 INVITE', '1', 'INVITE 1', undefined])('%s is refused', (value) =>
    expect(parseCSeq(value)).toBeUndefined(),
  );
});
