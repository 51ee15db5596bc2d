// Finds a Java runtime that the broker runs on.
import { type Missing, programPath, says } from '../found';

export interface FoundJava {
  readonly status: 'found';
  readonly program: string;
  readonly major: number;
}

/** Kafka 3.9 asks for a security manager, which Java 24 took away (JEP 486). */
const MAJOR_MIN = 17;
const MAJOR_MAX = 23;

/** JAVA_HOME of this process, then its PATH. */
export const findJava = (): FoundJava | Missing => {
  const program = programPath('java', 'JAVA_HOME');
  if (program === undefined) return { status: 'missing', why: 'Kafka needs Java, and there is none', remedy };
  const major = javaMajor(says(program, '-version') ?? '');
  if (major === undefined) return { status: 'missing', why: `${program} does not run`, remedy };
  if (major < MAJOR_MIN || major > MAJOR_MAX)
    return {
      status: 'missing',
      why: `Kafka needs Java ${MAJOR_MIN} to ${MAJOR_MAX}, ${program} is ${major}`,
      remedy,
    };
  return { status: 'found', program, major };
};

/** `openjdk version "17.0.15" 2025-04-15`; up to Java 8 it was `"1.8.0_412"`. */
export const javaMajor = (text: string): number | undefined => {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (first === undefined) return undefined;
  return Number(first === '1' ? second : first);
};

const remedy = 'install a Java 17 runtime (package openjdk-17-jre-headless), or set JAVA_HOME to one';
