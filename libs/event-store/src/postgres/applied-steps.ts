// The schema's steps as a database has them, compared with those that this program knows.
import { sha256 } from '../sha256';
import { type Migration } from './migrations';

/** The database's schema and this program do not go together; the message says why and what to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

export const MIGRATIONS_JOB = 'the job libs/deployment/dist/migrations/main.js';

export interface AppliedStep {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly is_compatible: boolean;
}

/** By way of JSON, because the column came later than the table. */
export const APPLIED_STATEMENT = `
  select version, name, checksum, coalesce((to_jsonb(s) ->> 'is_compatible')::boolean, false) as is_compatible
  from schema_version s order by version`;

/**
 * The steps that are missing, in their order. Throws MigrationRefused for a step that was edited after it was applied,
 * for one that is missing below an applied one, and for an unknown one that is not marked compatible.
 */
export const missingSteps = (
  known: readonly Migration[],
  applied: readonly AppliedStep[],
): readonly Migration[] => {
  const steps = new Map(known.map((step) => [step.version, step]));
  for (const { version, name, checksum, is_compatible: isCompatible } of applied) {
    const step = steps.get(version);
    if (step === undefined && !isCompatible) {
      throw new MigrationRefused(
        `the database has step ${version} ${name}, which this program does not know and cannot work beside: ` +
          'start the release that the database was migrated for',
      );
    }
    if (step !== undefined && sha256(step.sql) !== checksum) {
      throw new MigrationRefused(`step ${version} ${step.name} was edited after it was applied`);
    }
  }
  const there = new Set(applied.map(({ version }) => version));
  const missing = known.filter(({ version }) => !there.has(version));
  const last = Math.max(0, ...there);
  const skipped = missing.find(({ version }) => version < last);
  if (skipped) {
    throw new MigrationRefused(
      `step ${skipped.version} ${skipped.name} is missing though step ${last} was applied: steps go in order`,
    );
  }
  return missing;
};

export const named = (steps: readonly Migration[]): string =>
  steps.map(({ version, name }) => `${version} ${name}`).join(', ');
