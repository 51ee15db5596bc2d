// Whether the real servers that a spec needs can be started here; what is missing is a failure in CI and a skip elsewhere.
import { findKafka, findRedis, type Missing } from '@trunkline/servers';

export type NeededServer = 'redis' | 'kafka';

/** What is used of the test runner, so that this can itself be tested. */
export interface Runner {
  describe: ((title: string, body: () => void) => void) & { skip(title: string, body: () => void): void };
  it: (title: string, body: () => void) => void;
}

export interface Situation {
  readonly isRequired: boolean;
  readonly jest: Runner;
  /** Stands in for looking at the machine. */
  readonly find?: Readonly<Record<NeededServer, () => { readonly status: 'found' } | Missing>>;
}

interface Suite {
  readonly servers: readonly NeededServer[];
  readonly title: string;
  readonly body: () => void;
}

export const describeWithIn = ({ isRequired, jest, find = FIND }: Situation, suite: Suite): void => {
  const { servers, title, body } = suite;
  const missing = servers
    .map((name) => find[name]())
    .filter((found): found is Missing => found.status === 'missing')
    .map(({ why, remedy }) => `${why}: ${remedy}`)
    .join('; ');
  if (missing === '') return jest.describe(title, body);
  if (!isRequired) return jest.describe.skip(`${title} (${missing})`, body);
  jest.describe(title, () => {
    jest.it('has the servers it needs', () => {
      throw new Error(missing);
    });
  });
};

const FIND = { redis: findRedis, kafka: findKafka };
