// The embedded SIP engine in a process of its own, reached by its admin port as drachtio-server is.
import { hostPort } from '@trunkline/runtime';
import { createSipEngine } from '@trunkline/sip-engine';

const start = async (sip: string, admin: string, secret: string): Promise<void> => {
  const at = hostPort(sip, 'the first argument');
  const { port } = hostPort(admin, 'the second argument');
  await createSipEngine({
    listen: [
      { transport: 'udp', ...at },
      { transport: 'tcp', ...at },
    ],
    admin: { port, secret },
  });
  process.stdout.write('ready\n');
};

const [sip = '', admin = '', secret = ''] = process.argv.slice(2);
start(sip, admin, secret).catch((error: unknown) => {
  process.stderr.write(`sip engine: ${error instanceof Error ? error.message : 'does not start'}\n`);
  process.exitCode = 1;
});
