// Calls over a real socket, counted by what they called and how they failed.
import { credentials, Metadata } from '@grpc/grpc-js';
import { tools } from '@trunkline/contracts';
import { countedBy } from './counted-calls';
import { fence, fenceDoor } from './fence.double';
import { serve } from './serve';

describe('a counted call', () => {
  it('is named when it fails, and not when it is answered or taken back', async () => {
    const failed: string[] = [];
    const serving = await serve('127.0.0.1:0', [fenceDoor('a')]);
    const client = new tools.ActionsServiceClient(serving.address, credentials.createInsecure(), {
      interceptors: [countedBy((rpc, code) => failed.push(`${rpc} ${code}`))],
    });
    try {
      await fence(client, 'call');
      const takenBack = new Promise((resolve) => {
        client.fence({ tenantId: 't', callId: 'silent', epoch: 1 }, new Metadata(), resolve).cancel();
      });
      await takenBack;
      expect(failed).toEqual([]);
      await new Promise((resolve) => {
        client.fence(
          { tenantId: 't', callId: 'silent', epoch: 1 },
          new Metadata(),
          { deadline: Date.now() + 1 },
          resolve,
        );
      });
      expect(failed).toEqual(['ActionsService/Fence deadline_exceeded']);
    } finally {
      client.close();
      await serving.close();
    }
  });
});
