// Links between a tenant's files: numbers to flows, hand-offs to queues, stages to the arguments of tools.
import { checkTrunks } from './check-trunks';
import { type TenantProblem } from './problem';
import { type FlowFile } from './schema/flow-schema';
import { type TenantFile } from './schema/tenant-schema';
import { type ToolFile } from './schema/tool-schema';
import { type SourceFile } from './source-file';

export interface Parsed<T> {
  readonly value: T;
  readonly source: SourceFile;
}

export const checkTenantFile = (
  { value, source }: Parsed<TenantFile>,
  flows: readonly string[],
): readonly TenantProblem[] => {
  const problems: TenantProblem[] = [];
  const seen = new Set<string>();
  for (const [index, { number, flow }] of value.numbers.entries()) {
    if (seen.has(number))
      problems.push(
        source.at(['numbers', index, 'number'], `number "${number}" stands here twice`, 'keep one of them'),
      );
    seen.add(number);
    if (!flows.includes(flow)) {
      problems.push(
        source.at(
          ['numbers', index, 'flow'],
          `flow "${flow}" does not exist`,
          `use one of ${flows.join(', ')}`,
        ),
      );
    }
  }
  return [...problems, ...checkTrunks({ value, source })];
};

export const checkFlowLinks = (
  { value, source }: Parsed<FlowFile>,
  tools: Readonly<Record<string, ToolFile>>,
  queues: readonly string[],
): readonly TenantProblem[] =>
  Object.entries(value.stages).flatMap(([name, stage]) => {
    if (stage.kind === 'handoff' && !queues.includes(stage.queue)) {
      return [
        source.at(
          ['stages', name, 'queue'],
          `queue "${stage.queue}" does not exist`,
          `use one of ${queues.join(', ')}, or define it in tenant.yaml`,
        ),
      ];
    }
    if (stage.kind !== 'act' && stage.kind !== 'confirm') return [];
    const tool = tools[stage.tool];
    if (tool === undefined) return [];
    const given = Object.keys(stage.args ?? {});
    const taken = Object.keys(tool.args);
    const hint = `"${stage.tool}" takes ${taken.join(', ')}`;
    return [
      ...taken
        .filter((arg) => !given.includes(arg))
        .map((arg) => source.at(['stages', name, 'args'], `argument "${arg}" is not given`, hint)),
      ...given
        .filter((arg) => !taken.includes(arg))
        .map((arg) => source.at(['stages', name, 'args', arg], `argument "${arg}" is not known`, hint)),
    ];
  });
