// What every connector promises: it never rejects, and calls nothing undone that may have been done.
import { type ToolManifest } from '@trunkline/tenant';
import { type ToolConnector } from './tool-connector.port';

/** How the system behind the tool behaves. `is-away`: no request can reach it. */
export type Backend = 'does-it' | 'refuses' | 'is-away' | 'stays-silent' | 'fails' | 'answers-nonsense';

export interface Connected {
  readonly connector: ToolConnector;
  readonly manifest: ToolManifest;
}

const TIMEOUT_MS = 150;

export const toolConnectorContract = (name: string, open: (backend: Backend) => Promise<Connected>): void => {
  describe(`${name} as a tool connector`, () => {
    const use = async (backend: Backend) => {
      const { connector, manifest } = await open(backend);
      return {
        connector,
        request: { manifest, args: { thing: 'x' }, idempotencyKey: 'k', timeoutMs: TIMEOUT_MS },
      };
    };

    it.each([
      ['does-it', 'ok'],
      ['refuses', 'rejected'],
      ['is-away', 'retryable'],
      ['stays-silent', 'ambiguous'],
      ['fails', 'ambiguous'],
      ['answers-nonsense', 'ambiguous'],
    ] as const)('a backend that %s makes an attempt %s', async (backend, expected) => {
      const { connector, request } = await use(backend);
      expect((await connector.attempt(request)).class).toBe(expected);
    });

    it.each([
      ['does-it', 'committed'],
      ['is-away', 'error'],
      ['stays-silent', 'error'],
      ['fails', 'error'],
      ['answers-nonsense', 'error'],
    ] as const)('a backend that %s makes a look-up %s', async (backend, expected) => {
      const { connector, request } = await use(backend);
      expect((await connector.lookUp(request)).state).toBe(expected);
    });

    it('knows nothing of a tool without a look-up', async () => {
      const { connector, request } = await use('does-it');
      const { lookup: _none, ...manifest } = request.manifest;
      expect(await connector.lookUp({ ...request, manifest })).toEqual({ state: 'error' });
    });
  });
};
