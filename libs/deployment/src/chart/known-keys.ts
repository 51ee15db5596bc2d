// The keys that our manifests may have, part by part: a cluster may drop a misspelt one without a word.

type Keys = Readonly<Record<string, readonly string[]>>;

const words = (text: string): readonly string[] => text.split(' ');

const TOP = words('apiVersion kind metadata spec');

/** Below each kind's `spec`. */
const SPEC: Keys = {
  Deployment: words('replicas selector strategy template'),
  StatefulSet: words(
    'replicas serviceName podManagementPolicy updateStrategy selector template volumeClaimTemplates',
  ),
  Job: words('backoffLimit activeDeadlineSeconds ttlSecondsAfterFinished template'),
  Service: words('clusterIP selector ports'),
  PodDisruptionBudget: words('maxUnavailable selector'),
  NetworkPolicy: words('podSelector policyTypes ingress egress'),
  ScaledObject: words(
    'scaleTargetRef pollingInterval minReplicaCount maxReplicaCount fallback advanced triggers',
  ),
  PodMonitor: words('selector jobLabel podMetricsEndpoints'),
};

const VERSION: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  Job: 'batch/v1',
  Service: 'v1',
  ServiceAccount: 'v1',
  PodDisruptionBudget: 'policy/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  ScaledObject: 'keda.sh/v1alpha1',
  PodMonitor: 'monitoring.coreos.com/v1',
};

/** Below a key of this name, wherever it stands. */
const BELOW: Keys = {
  metadata: words('name labels annotations'),
  template: words('metadata spec'),
  containers: words(
    'name image imagePullPolicy env ports startupProbe readinessProbe livenessProbe lifecycle resources securityContext volumeMounts',
  ),
  initContainers: words(
    'name image restartPolicy command ports startupProbe livenessProbe resources securityContext volumeMounts',
  ),
  volumes: words('name emptyDir secret persistentVolumeClaim'),
  volumeMounts: words('name mountPath readOnly'),
  emptyDir: words('medium sizeLimit'),
  env: words('name value valueFrom'),
  resources: words('requests limits'),
  startupProbe: words('tcpSocket httpGet exec periodSeconds timeoutSeconds failureThreshold'),
  readinessProbe: words('tcpSocket httpGet exec periodSeconds timeoutSeconds failureThreshold'),
  livenessProbe: words('tcpSocket httpGet exec periodSeconds timeoutSeconds failureThreshold'),
  securityContext: words(
    'runAsNonRoot runAsUser runAsGroup fsGroup seccompProfile allowPrivilegeEscalation readOnlyRootFilesystem capabilities',
  ),
  topologySpreadConstraints: words('maxSkew topologyKey whenUnsatisfiable labelSelector'),
  ingress: words('from ports'),
  egress: words('to ports'),
  from: words('podSelector namespaceSelector ipBlock'),
  to: words('podSelector namespaceSelector ipBlock'),
  ports: words('name containerPort hostPort protocol port targetPort'),
};

const POD = words(
  'serviceAccountName automountServiceAccountToken enableServiceLinks terminationGracePeriodSeconds hostNetwork dnsPolicy restartPolicy securityContext imagePullSecrets nodeSelector tolerations affinity topologySpreadConstraints initContainers containers volumes',
);

/** Where a manifest has a key that its kind does not know, or the wrong version; empty when all is known. */
export const unknownKeys = (manifest: Readonly<Record<string, unknown>>): readonly string[] => {
  const kind = String(manifest.kind);
  const top = kind === 'ServiceAccount' ? [...TOP, 'automountServiceAccountToken'] : TOP;
  return [
    ...(VERSION[kind] === manifest.apiVersion ? [] : [`${kind}: ${String(manifest.apiVersion)}`]),
    ...beyond(manifest, top, kind),
    ...beyond(manifest.spec ?? {}, SPEC[kind] ?? [], `${kind}.spec`),
    ...below(manifest, kind),
  ];
};

const below = (value: unknown, path: string): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => below(one, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${path}.${key}`;
    const allowed = here.endsWith('.template.spec')
      ? POD
      : path.endsWith('.triggers')
        ? undefined
        : BELOW[key];
    const items: readonly unknown[] = Array.isArray(inner) ? inner : [inner];
    return [...(allowed ? items.flatMap((item) => beyond(item, allowed, here)) : []), ...below(inner, here)];
  });
};

const beyond = (value: unknown, allowed: readonly string[], path: string): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.keys(value).flatMap((key) => (allowed.includes(key) ? [] : [`${path}.${key}`]))
    : [];
