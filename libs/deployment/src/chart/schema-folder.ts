// The folder that kubeconform reads: schemas of every kind in the chart, made from what deploy/tools.sh has fetched.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { read, ROOT } from '../repository';
import {
  type CustomResource,
  type JsonObject,
  resourceSchemas,
  schemasOf,
  type Swagger,
} from './strict-schemas';

/** The oldest that the chart is for, and a current one. */
export const KUBERNETES = ['1.30', '1.34'] as const;

const FETCHED = '.trunkline/schemas';
const RESOURCES = ['scaled-objects', 'pod-monitors', 'certificates'];
const KINDS = [
  'cronjob-batch-v1',
  'deployment-apps-v1',
  'job-batch-v1',
  'networkpolicy-networking-v1',
  'poddisruptionbudget-policy-v1',
  'service-v1',
  'serviceaccount-v1',
  'statefulset-apps-v1',
];

/** Written anew, so that it is of the files that are there. Returns the address that kubeconform takes. */
export const writeSchemaFolder = (kubernetes: string): string => {
  const folder = join(ROOT, FETCHED, `strict-${kubernetes}`);
  mkdirSync(folder, { recursive: true });
  const swagger = JSON.parse(read(`${FETCHED}/kubernetes-${kubernetes}.json`)) as Swagger;
  const schemas: readonly Readonly<Record<string, JsonObject>>[] = [
    schemasOf(swagger, KINDS),
    ...RESOURCES.map((name) => resourceSchemas(resourceOf(name))),
  ];
  for (const [name, schema] of schemas.flatMap((made) => Object.entries(made))) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(schema));
  }
  return join(folder, '{{ .ResourceKind }}{{ .KindSuffix }}.json');
};

const resourceOf = (name: string): CustomResource => parse(read(`${FETCHED}/${name}.yaml`)) as CustomResource;
