// Reads a Dockerfile of ours as far as it goes: what the build stage runs, and what each image is made of.

const lines = (text) =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const words = (rest) => (rest.startsWith('[') ? JSON.parse(rest) : rest.split(/\s+/));

const variables = (rest) => Object.fromEntries(words(rest).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));

const copyOf = (rest) => {
  const [first, ...others] = words(rest);
  const from = /^--from=(.*)/.exec(first)?.[1];
  const [source, target] = from === undefined ? [first, ...others] : others;
  return { from, source, target };
};

/**
 * `{ commands, images }`: the RUN lines of the stage `build`; and of every stage that others do not build on its name,
 * copies, environment, user, entry point and command, with what it has from the stage before it.
 */
export const imagesOf = (dockerfile) => {
  const stages = new Map();
  let stage;
  for (const line of lines(dockerfile)) {
    const [instruction, rest] = line.split(/\s+(.*)/s);
    if (instruction === 'FROM') {
      const [base, , name] = rest.split(/\s+/);
      const { copies = [], env = {}, ...inherited } = stages.get(base) ?? {};
      stage = { ...inherited, name, base, copies: [...copies], env: { ...env }, runs: [] };
      stages.set(name, stage);
    }
    if (instruction === 'RUN') stage.runs.push(rest);
    if (instruction === 'COPY') stage.copies.push(copyOf(rest));
    if (instruction === 'ENV') Object.assign(stage.env, variables(rest));
    if (instruction === 'USER') stage.user = rest;
    if (instruction === 'ENTRYPOINT') stage.entrypoint = words(rest);
    if (instruction === 'CMD') stage.command = words(rest);
    if (instruction === 'HEALTHCHECK') stage.healthcheck = rest;
  }
  const bases = new Set([...stages.values()].map(({ base }) => base));
  const images = [...stages.values()].filter(({ name }) => name !== 'build' && !bases.has(name));
  return { commands: stages.get('build').runs, images };
};
