// SIPp as the other end: plays a scenario against the platform and tells how it went, message by message.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const SIPP = '/usr/bin/sipp';

export interface Played {
  /** 0: every call went as the scenario says. */
  readonly exitCode: number | null;
  /** The end of what SIPp printed; empty when all went well. */
  readonly complaint: string;
  /** First lines of the responses that came, in order, with the method that they answer: `200 INVITE`. */
  readonly responses: readonly string[];
  /** Everything that went over the wire. */
  readonly messages: string;
}

export interface Play {
  readonly scenario: string;
  /** `127.0.0.1:5060` */
  readonly target: string;
  /** Working folder: audio is looked for here, logs are written here. */
  readonly dir: string;
  readonly user?: string;
  readonly from?: string;
  readonly keys?: Readonly<Record<string, string>>;
  readonly timeoutS?: number;
  /** More of SIPp's own options. */
  readonly options?: readonly string[];
  /** False for load: the log of all messages would be the load. */
  readonly isTraced?: boolean;
}

const OUTPUT_CHARS_MAX = 3_000;

export const play = async (given: Play): Promise<Played> => {
  const messageFile = join(given.dir, `${given.scenario}.messages.log`);
  const args = argumentsOf(given, messageFile);
  const child = spawn(SIPP, args, { cwd: given.dir, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-OUTPUT_CHARS_MAX);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
  const messages = await readFile(messageFile, 'utf8').catch(() => '');
  return { exitCode, complaint: exitCode === 0 ? '' : output, responses: responsesIn(messages), messages };
};

const argumentsOf = (given: Play, messageFile: string): string[] => {
  const { scenario, target, user = 'orders', from = '127.0.0.1', timeoutS = 20, isTraced = true } = given;
  return [
    ...['-sf', join(__dirname, 'scenarios', `${scenario}.xml`), target, '-i', from, '-mi', from],
    ...['-t', 'u1', '-s', user, '-cid_str', `${scenario}-%u-%p@${from}`, '-nostdin'],
    ...['-timeout', `${timeoutS}`, '-timeout_error'],
    ...Object.entries(given.keys ?? {}).flatMap(([key, value]) => ['-key', key, value]),
    ...(isTraced ? ['-trace_msg', '-message_file', messageFile] : []),
    ...(given.options ?? ['-m', '1']),
  ];
};

const responsesIn = (messages: string): readonly string[] =>
  messages
    .split(/^-{10,}.*$/m)
    .filter((block) => /message received/.test(block))
    .flatMap((block) => {
      const status = /^SIP\/2\.0 (\d{3})/m.exec(block)?.[1];
      const method = /^CSeq: \d+ (\w+)/im.exec(block)?.[1];
      return status && method ? [`${status} ${method}`] : [];
    });
