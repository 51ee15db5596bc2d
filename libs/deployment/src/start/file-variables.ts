// Settings that come as files: NAME_FILE names the file whose content is NAME, as secrets are mounted.
import { ConfigError, type Env } from '@trunkline/runtime';

const SUFFIX = '_FILE';
/** The settings that are secrets or hold one, and a tenant's variables; other programs' files are none of ours. */
const OURS = /^(DATABASE_URL(_[A-Z]+)*|TENANT_\w+|\w+_(KEY|SECRET))_FILE$/;

/**
 * What the files say, by the names without the suffix; a final line break is no part of it. Throws ConfigError when a
 * name is set both ways or a file is empty or cannot be read.
 */
export const fileVariables = (
  env: Env,
  readText: (path: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env)
      .filter(([name, path]) => OURS.test(name) && path !== undefined && path !== '')
      .map(([name, path = '']) => {
        const plain = name.slice(0, -SUFFIX.length);
        if (env[plain]) throw new ConfigError(`config: both ${plain} and ${name} are set`);
        return [plain, contentOf(name, path, readText)];
      }),
  );

const contentOf = (name: string, path: string, readText: (path: string) => string): string => {
  let content: string;
  try {
    content = readText(path).replace(/\r?\n$/, '');
  } catch {
    throw new ConfigError(`config: ${name}=${path} cannot be read`);
  }
  if (content === '') throw new ConfigError(`config: ${name}=${path} is empty`);
  return content;
};
