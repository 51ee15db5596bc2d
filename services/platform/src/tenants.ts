// Loads the tenant of the command line, or says file by file and line by line why it cannot.
import { loadTenant, printProblem, type Tenant } from '@trunkline/tenant';

export type Variables = Readonly<Record<string, string>>;

/** Throws an Error with every problem of the folder. */
export const tenantOf = (dir: string, variables: Variables): Tenant => {
  const loaded = loadTenant(dir, { variables });
  if (loaded.kind === 'loaded') return loaded.tenant;
  const problems = loaded.problems.map((problem) => `  ${printProblem(problem)}`).join('\n');
  throw new Error(`the tenant in ${dir} cannot be used:\n${problems}`);
};

/** `name=value` words of the command line. */
export const readVariables = (words: readonly string[]): Variables =>
  Object.fromEntries(
    words.map((word) => {
      const [name = '', value] = word.split(/=(.*)/s);
      if (name === '' || value === undefined) throw new Error(`--set ${word} is not NAME=VALUE`);
      return [name, value];
    }),
  );

/** Hosts of the tenant's tools that lie on this machine or in a private network: the operator named them there. */
export const toolHosts = (tenant: Tenant): readonly string[] => [
  ...new Set(
    Object.values(tenant.tools).map(({ operation }) => new URL(operation.url.replace(/\{\w+\}/g, 'x')).host),
  ),
];
