// The images as the Dockerfile describes them: one per service that has a process, none of them root, each with what
// it starts and a probe. deploy/images/try-build.mjs builds and starts them without a container engine.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { list, ROOT } from '../repository';
import { run } from '../tools';

interface Image {
  readonly name: string;
  readonly user?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthcheck: string;
  readonly copies: readonly { readonly from?: string; readonly source: string; readonly target: string }[];
}

const READ = `
  import { readFileSync } from 'node:fs';
  import { imagesOf } from './deploy/images/dockerfile.mjs';
  console.log(JSON.stringify(imagesOf(readFileSync('deploy/images/Dockerfile', 'utf8'))));`;

/** The platform is all services in one process; the desk is served by the hand-off service. */
const WITHOUT_IMAGE = ['desk', 'platform'];
const JOBS = ['migrations'];

describe('the images', () => {
  const { status, stdout, stderr } = run(process.execPath, ['--input-type=module', '-e', READ]);
  if (status !== 0) throw new Error(stderr);
  const { commands, images } = JSON.parse(stdout) as {
    commands: readonly string[];
    images: readonly Image[];
  };

  it('are one per service that has a process, and one for jobs', () => {
    const services = list('services').filter((name) => !WITHOUT_IMAGE.includes(name));
    expect(images.map(({ name }) => name).sort()).toEqual([...services, ...JOBS].sort());
    expect(commands.some((command) => command.startsWith('npm ci'))).toBe(true);
  });

  it('run as a user who is not root, and start programs that there are', () => {
    for (const { name, user, entrypoint, command } of images) {
      expect([name, user]).toEqual([name, '10001:10001']);
      const programs = [...entrypoint.slice(1), ...command].map((file) =>
        join(ROOT, file.replace('/dist/', '/src/').replace(/\.js$/, '.ts')),
      );
      expect([name, programs.filter((file) => !existsSync(file))]).toEqual([name, []]);
    }
  });

  it('say who they are, ask themselves whether they are well, and hold no secret', () => {
    for (const { name, env, healthcheck } of images) {
      expect(env.SERVICE_NAME).toBe(name);
      if (!JOBS.includes(name)) expect(healthcheck).toContain('libs/deployment/dist/probe/main.js');
      expect(Object.keys(env).filter((key) => /KEY|SECRET|PASSWORD|DATABASE_URL/.test(key))).toEqual([]);
    }
  });

  it('take only what the build laid out, and files that are there', () => {
    const taken = images.flatMap(({ copies }) => copies);
    const fromHere = taken.filter(({ from }) => from === undefined).map(({ source }) => source);
    expect(fromHere.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
    expect(taken.filter(({ from, source }) => from === 'build' && !source.startsWith('/out/'))).toEqual([]);
  });
});
