// Strict JSON Schemas of the kinds that a chart makes, from what Kubernetes and its extensions publish: a key that a kind
// does not have is an error, where a cluster may drop it without a word.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What Kubernetes publishes of itself: its openapi-spec. */
export interface Swagger {
  readonly definitions: Readonly<Record<string, JsonObject>>;
}

/** What an extension publishes: its CustomResourceDefinition. */
export interface CustomResource {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { openAPIV3Schema: JsonObject } }[];
  };
}

const DRAFT = 'http://json-schema.org/draft-07/schema#';
/** Quantities and ports are written either way. */
const EITHER = [
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  'io.k8s.apimachinery.pkg.api.resource.Quantity',
];

/**
 * The schemas of the kinds of these names (`deployment-apps-v1`, as kubeconform asks for them). Throws on a name that
 * Kubernetes does not have.
 */
export const schemasOf = (
  swagger: Swagger,
  names: readonly string[],
): Readonly<Record<string, JsonObject>> => {
  const roots = new Map(
    Object.entries(swagger.definitions).flatMap(([root, definition]) =>
      kindNames(definition['x-kubernetes-group-version-kind']).map((name) => [name, root] as const),
    ),
  );
  return Object.fromEntries(
    names.map((name) => {
      const root = roots.get(name);
      if (root === undefined) throw new Error(`Kubernetes has no ${name}`);
      const definitions = Object.fromEntries(
        [...reached(swagger, root)].map((one) => [one, definitionOf(swagger, one)]),
      );
      return [name, { $schema: DRAFT, $ref: `#/definitions/${root}`, definitions }];
    }),
  );
};

/** The schemas of every version of an extension's resource. */
export const resourceSchemas = ({ spec }: CustomResource): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(
    spec.versions.map(({ name, schema }) => [
      kindName({ group: spec.group, version: name, kind: spec.names.kind }),
      { $schema: DRAFT, ...strictObject(schema.openAPIV3Schema) },
    ]),
  );

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const kindName = ({ group, version, kind }: JsonObject): string =>
  [text(kind).toLowerCase(), text(group).split('.')[0], text(version)].filter(Boolean).join('-');

const kindNames = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter(isObject).map(kindName) : [];

const reached = (swagger: Swagger, root: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const waiting = [root];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const definition = JSON.stringify(swagger.definitions[name]);
    for (const [, next = ''] of definition.matchAll(/"#\/definitions\/([^"]+)"/g)) waiting.push(next);
  }
  return seen;
};

const definitionOf = (swagger: Swagger, name: string): JsonObject =>
  EITHER.includes(name)
    ? { type: ['string', 'number'] }
    : strictObject(swagger.definitions[name] ?? { not: {} });

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const strict = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(strict);
  return isObject(value) ? strictObject(value) : value;
};

/** Objects with named keys take no others; what may be a number or a string may; formats of Go say nothing here. */
const strictObject = (schema: JsonObject): JsonObject => {
  const either = schema['x-kubernetes-int-or-string'] === true;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const inner = Object.entries(schema).filter(
    ([key]) => !key.startsWith('x-') && !['description', 'format', 'default'].includes(key),
  );
  const kept = Object.fromEntries(
    inner.map(([key, value]) => [key, key === 'properties' ? each(value) : strict(value)]),
  );
  if (either) return { type: ['string', 'number'] };
  const isClosed = isObject(schema.properties) && !('additionalProperties' in schema) && !isOpen;
  return isClosed ? { ...kept, additionalProperties: false } : kept;
};

/** A key may be called as a keyword is, as `default` in a resource of limits. */
const each = (properties: Json): Json =>
  isObject(properties)
    ? Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, strict(value)]))
    : properties;
