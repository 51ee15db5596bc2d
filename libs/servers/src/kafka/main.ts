// Fetches what Kafka is made of, for a preparation that has the network: nothing is started.
import { fetchJars, kafkaVersion } from './jars';

const print = (message: string): void => {
  process.stdout.write(`${message}\n`);
};

fetchJars({ log: print }).then(
  (folder) => print(`Kafka ${kafkaVersion(folder)} is in ${folder}`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
