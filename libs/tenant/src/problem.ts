// One thing that is wrong with a tenant folder, where it stands, and how it is mended.

export interface TenantProblem {
  /** Relative to the tenant's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  readonly hint: string;
}

export const printProblem = ({ file, line, column, problem, hint }: TenantProblem): string =>
  `${file}:${line}:${column}: ${problem}\n    ${hint}`;
