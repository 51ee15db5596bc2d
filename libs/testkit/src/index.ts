// What the specs of several packages need.
import { describeWithIn, type NeededServer } from './needed-servers';

/** `describe` for specs that need real servers: failing with CI=true where one is missing, else skipped, visibly. */
export const describeWith = (servers: readonly NeededServer[], title: string, body: () => void): void =>
  describeWithIn({ isRequired: process.env.CI === 'true', jest: globalThis }, { servers, title, body });

export { type NeededServer } from './needed-servers';
