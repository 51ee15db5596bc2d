// Configuration is read once, typed and bounded, and fails before anything listens.

/** Names the setting, its value and what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const SECRET_CHARS_MIN = 32;

export type Env = Readonly<Record<string, string | undefined>>;

export const int = (env: Env, name: string, bounds: { min: number; max: number; or: number }): number => {
  const raw = env[name];
  if (raw === undefined || raw === '') return bounds.or;
  const value = Number(raw);
  if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) {
    throw new ConfigError(`config: ${name}=${raw} is not an integer in ${bounds.min}..${bounds.max}`);
  }
  return value;
};

export const str = (env: Env, name: string, or?: string): string => {
  const raw = env[name];
  if (raw !== undefined && raw !== '') return raw;
  if (or === undefined) throw new ConfigError(`config: ${name} is not set and has no default`);
  return or;
};

/** A setting that is a key: long enough not to be guessed. */
export const secret = (env: Env, name: string): string => {
  const value = str(env, name);
  if (value.length < SECRET_CHARS_MIN)
    throw new ConfigError(`config: ${name} is shorter than ${SECRET_CHARS_MIN} characters`);
  return value;
};

export const oneOf = <T extends string>(
  env: Env,
  name: string,
  choice: { values: readonly T[]; or: T },
): T => {
  const raw = env[name];
  if (raw === undefined || raw === '') return choice.or;
  const found = choice.values.find((value) => value === raw);
  if (found === undefined)
    throw new ConfigError(`config: ${name}=${raw} is not one of ${choice.values.join(', ')}`);
  return found;
};

export const flag = (env: Env, name: string, or: boolean): boolean =>
  oneOf(env, name, { values: ['true', 'false'], or: or ? 'true' : 'false' }) === 'true';

/** `host:port`, port 0 meaning any free one. IPv4 or a name; IPv6 in brackets. */
export const hostPort = (text: string, what: string): { host: string; port: number } => {
  const match = /^(\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match?.[1] || port > 65_535) {
    throw new ConfigError(`config: ${what}=${text} is not HOST:PORT with a port in 0..65535`);
  }
  return { host: match[1].replace(/^\[|\]$/g, ''), port };
};
