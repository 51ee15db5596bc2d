// Trunks of a tenant: each is known by something, no two by the same, and no secret stands in the file itself.
import { isIP } from 'node:net';
import { type TenantProblem } from './problem';
import { type TenantFile, type TrunkEntry } from './schema/tenant-schema';
import { type SourceFile } from './source-file';

interface TrunkFile {
  readonly value: TenantFile;
  readonly source: SourceFile;
}

export const checkTrunks = ({ value, source }: TrunkFile): readonly TenantProblem[] => {
  const problems = value.trunks.flatMap((trunk, index) => checkTrunk(trunk, index, source));
  const names = new Map<string, string>();
  for (const [index, { name, auth }] of value.trunks.entries()) {
    if (!auth) continue;
    const known = `${auth.realm ?? value.id} ${auth.username}`;
    const other = names.get(known);
    if (other !== undefined)
      problems.push(
        source.at(
          ['trunks', index, 'auth', 'username'],
          `username "${auth.username}" is that of trunk "${other}" too`,
          'give each trunk a username of its own',
        ),
      );
    names.set(known, name);
  }
  return problems;
};

const checkTrunk = (
  { name, sources, auth }: TrunkEntry,
  index: number,
  source: SourceFile,
): TenantProblem[] => {
  const problems: TenantProblem[] = [];
  const at = ['trunks', index] as const;
  if (!sources && !auth)
    problems.push(source.at(at, `trunk "${name}" is known by nothing`, 'add sources, auth, or both'));
  for (const [place, block] of (sources ?? []).entries()) {
    if (isAddressBlock(block)) continue;
    problems.push(
      source.at(
        [...at, 'sources', place],
        `"${block}" is no address block`,
        'write an address with a prefix length, e.g. 10.0.0.0/8',
      ),
    );
  }
  if (auth && !source.isVariable([...at, 'auth', 'secret']))
    problems.push(
      source.at(
        [...at, 'auth', 'secret'],
        `the secret of trunk "${name}" stands in the file for all to read`,
        'write a variable, e.g. ${carrier_secret}, and set it where the gateway runs',
      ),
    );
  return problems;
};

const isAddressBlock = (block: string): boolean => {
  const [address = '', prefix = ''] = block.split('/');
  const version = isIP(address);
  return version !== 0 && /^\d{1,3}$/u.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
};
