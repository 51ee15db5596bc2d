// One step of the schema.

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** True for a step that only adds: a program that does not know it goes on working beside it. */
  readonly isCompatible: boolean;
}
