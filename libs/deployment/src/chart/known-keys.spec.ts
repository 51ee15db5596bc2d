// A key that Kubernetes would not know is found wherever it stands.
import { unknownKeys } from './known-keys';

const deployment = (container: object, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x' },
  spec: { replicas: 1, ...spec, template: { spec: { containers: [{ name: 'x', ...container }] } } },
});

describe('keys of a manifest', () => {
  it.each([
    [deployment({ image: 'x' }), []],
    [deployment({ imagePullPolice: 'Always' }), ['Deployment.spec.template.spec.containers.imagePullPolice']],
    [deployment({}, { replica: 1 }), ['Deployment.spec.replica']],
    [{ ...deployment({}), apiVersion: 'apps/v2' }, ['Deployment: apps/v2']],
    [
      deployment({ readinessProbe: { tcpSocket: { port: 1 }, timeoutSecond: 1 } }),
      ['Deployment.spec.template.spec.containers.readinessProbe.timeoutSecond'],
    ],
  ])('are known or named', (manifest, expected) => {
    expect(unknownKeys(manifest)).toEqual(expected);
  });
});
