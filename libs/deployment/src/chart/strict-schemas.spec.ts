// Published schemas become strict ones: unknown keys are refused at every depth, and nothing else is.
import Ajv from 'ajv';
import { resourceSchemas, schemasOf } from './strict-schemas';

const swagger = {
  definitions: {
    'io.k8s.api.apps.v1.Deployment': {
      'x-kubernetes-group-version-kind': [{ group: 'apps', kind: 'Deployment', version: 'v1' }],
      type: 'object',
      required: ['spec'],
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        spec: { $ref: '#/definitions/Spec' },
      },
    },
    Spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer', format: 'int32' },
        port: { $ref: '#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString' },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        default: { $ref: '#/definitions/Spec' },
        raw: { type: 'object', properties: {}, 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
    Unrelated: { type: 'object' },
  },
};

const schemas = schemasOf(swagger, ['deployment-apps-v1']);
const isValid = (spec: object): boolean =>
  new Ajv({ strict: false }).validate(schemas['deployment-apps-v1'] ?? {}, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec,
  });

describe('a strict schema', () => {
  it.each([
    [{ replicas: 1 }, true],
    [{ replicas: 'two' }, false],
    [{ replica: 1 }, false],
    [{ port: 80 }, true],
    [{ port: 'http' }, true],
    [{ labels: { any: 'thing' } }, true],
    [{ labels: { any: 1 } }, false],
    [{ default: { replicas: 1 } }, true],
    [{ default: { replica: 1 } }, false],
    [{ raw: { any: 'thing' } }, true],
  ])('judges %j as %s', (spec, expected) => {
    expect(isValid(spec)).toBe(expected);
  });

  it('holds only what its kind reaches', () => {
    expect(JSON.stringify(schemas)).not.toContain('Unrelated');
  });

  it('is not made of a kind that does not exist', () => {
    expect(() => schemasOf(swagger, ['deployment-apps-v2'])).toThrow('deployment-apps-v2');
  });

  it('is made of every version of a resource, by its name', () => {
    const openAPIV3Schema = { type: 'object', properties: { spec: { type: 'object', properties: {} } } };
    const made = resourceSchemas({
      spec: {
        group: 'keda.sh',
        names: { kind: 'ScaledObject' },
        versions: [{ name: 'v1alpha1', schema: { openAPIV3Schema } }],
      },
    });
    expect(made['scaledobject-keda-v1alpha1']).toMatchObject({
      additionalProperties: false,
      properties: { spec: { additionalProperties: false } },
    });
  });
});
