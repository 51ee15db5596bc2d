import { routeTable, type TrunkAuth } from '../domain/route-table';
import { type Refusal } from '../verdict';
import { Doorkeeper, type Entry } from './doorkeeper';
import { FakeInvitation } from './telephone.double';
import { type Proof, TrunkProof } from './trunk-proof';

const number = { number: '4711', flow: 'f', language: 'en', voice: 'slt', lineMsMax: 60_000 };
const auth: TrunkAuth = { realm: 'acme', username: 'u', secret: 'secret', algorithms: ['MD5'] };
const known = { name: 'known', sources: ['192.0.2.0/24'] };

interface Given {
  readonly proof?: TrunkProof;
  readonly rate?: boolean;
  readonly isCrowded?: boolean;
  readonly caller?: Partial<FakeInvitation>;
}

describe('a doorkeeper', () => {
  const admit = (
    trunk: Parameters<typeof routeTable>[0][number]['trunks'][number],
    { proof = new TrunkProof('seed'), rate = true, isCrowded = false, caller = {} }: Given = {},
  ): Entry => {
    const routes = routeTable([{ tenantId: 'acme', trunks: [trunk], numbers: [number] }]);
    const door = new Doorkeeper({ routes, proof, rate: { take: () => rate }, wallMs: () => 1_000 });
    return door.admit(Object.assign(new FakeInvitation(), caller), isCrowded);
  };
  const statusOf = (entry: Entry): number => (entry.kind === 'welcome' ? 200 : entry.refusal.status);

  it('lets a known source in to a known number, and nobody else', () => {
    expect(admit(known)).toMatchObject({ kind: 'welcome', route: { trunk: 'known' } });
    expect(statusOf(admit(known, { caller: { sourceAddress: '198.51.100.1' } }))).toBe(403);
    const nobody = Object.assign(new FakeInvitation(), { to: '1' });
    expect(statusOf(admit(known, { caller: nobody }))).toBe(404);
  });

  it('sends away who calls too often, and who finds the door crowded', () => {
    expect(admit(known, { rate: false })).toMatchObject({
      refusal: { status: 503, reason: 'source-rate', retryAfterS: 30 },
    });
    expect(admit(known, { isCrowded: true })).toMatchObject({ refusal: { status: 503, retryAfterS: 5 } });
  });

  it.each<[what: string, caller: Partial<FakeInvitation>, refusal: Partial<Refusal>]>([
    [
      'an extension',
      { headers: { Require: 'timer, replaces,Early-Session' } },
      { status: 420, headers: { Unsupported: 'replaces, Early-Session' } },
    ],
    [
      'a body',
      { unreadable: { Accept: 'application/sdp' } },
      { status: 415, headers: { Accept: 'application/sdp' } },
    ],
    [
      'no SDP',
      { headers: { Accept: 'text/plain' } },
      { status: 406, headers: { Warning: '399 trunkline "the answer is application/sdp"' } },
    ],
  ])('says no to %s that is demanded, and what would do', (_what, caller, refusal) => {
    expect(admit(known, { caller })).toMatchObject({ refusal });
    // Strangers are told nothing of what we can do.
    const stranger = { ...caller, sourceAddress: '198.51.100.1' };
    expect(statusOf(admit(known, { caller: stranger }))).toBe(403);
  });

  it('takes what it can do', () => {
    const headers = { Require: '100rel,TIMER', Accept: 'application/isup, application/sdp' };
    expect(statusOf(admit(known, { caller: { headers } }))).toBe(200);
  });

  it('asks who has shown nothing, and tells who showed something wrong no more than a stranger', () => {
    const asked = admit({ name: 'digest', auth });
    expect(asked).toMatchObject({ refusal: { status: 401 } });
    expect(asked.kind === 'refused' && asked.refusal.headers?.['WWW-Authenticate']).toHaveLength(1);
    const saying = (proof: Proof): TrunkProof =>
      Object.assign(new TrunkProof('seed'), { verify: () => proof });
    for (const kind of ['wrong', 'barred'] as const)
      expect(statusOf(admit({ name: 'digest', auth }, { proof: saying({ kind }) }))).toBe(403);
    expect(admit({ name: 'digest', auth }, { proof: saying({ kind: 'proven', auth }) })).toMatchObject({
      kind: 'welcome',
    });
  });
});
