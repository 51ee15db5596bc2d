// Which addresses a connector may connect to.
import { mayConnect } from './egress';

it.each([
  ['93.184.216.34', true, true],
  ['2606:2800:220:1:248:1893:25c8:1946', true, true],
  ['10.1.2.3', false, true],
  ['100.64.0.1', false, true],
  ['127.0.0.1', false, true],
  ['172.31.255.255', false, true],
  ['192.168.0.1', false, true],
  ['::1', false, true],
  ['fd12::1', false, true],
  ['169.254.169.254', false, false],
  ['fe80::1', false, false],
  ['0.0.0.0', false, false],
  ['224.0.0.251', false, false],
  ['255.255.255.255', false, false],
  ['::ffff:8.8.8.8', false, false],
  ['64:ff9b::a00:1', false, false],
])('%s is public: %s, possible where private is allowed: %s', (address, isPublic, isPossible) => {
  expect([mayConnect(address, false), mayConnect(address, true)]).toEqual([isPublic, isPossible]);
});
