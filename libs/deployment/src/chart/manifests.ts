// Rendered manifests, as far as checks look into them.
import { documents } from '../repository';

export interface Probe {
  readonly tcpSocket?: { readonly port: number | string };
  readonly httpGet?: { readonly port: number | string; readonly path: string };
  readonly exec?: unknown;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly resources: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly securityContext: {
    readonly allowPrivilegeEscalation: boolean;
    readonly readOnlyRootFilesystem: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly restartPolicy?: string;
}

export interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly serviceAccountName?: string;
  readonly hostNetwork?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly topologySpreadConstraints?: readonly { readonly topologyKey: string }[];
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string }[];
}

export type Labels = Readonly<Record<string, string>>;

export interface Peer {
  readonly podSelector?: { readonly matchLabels: Labels };
  readonly namespaceSelector?: unknown;
  readonly ipBlock?: { readonly cidr: string };
}

interface PodTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: Pod;
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Labels; readonly annotations?: Labels };
  readonly automountServiceAccountToken?: boolean;
  readonly spec: {
    readonly replicas?: number;
    readonly template?: PodTemplate;
    readonly jobTemplate?: { readonly spec: { readonly template: PodTemplate } };
    readonly schedule?: string;
    readonly concurrencyPolicy?: string;
    readonly clusterIP?: string;
    readonly publishNotReadyAddresses?: boolean;
    readonly dnsNames?: readonly string[];
    readonly secretName?: string;
    readonly selector?: { readonly matchLabels?: Labels } & Labels;
    readonly podSelector?: { readonly matchLabels: Labels };
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly {
      readonly from: readonly Peer[];
      readonly ports: readonly { readonly port: number }[];
    }[];
    readonly egress?: readonly {
      readonly to: readonly Peer[];
      readonly ports: readonly { readonly port: number }[];
    }[];
    readonly triggers?: readonly { readonly metadata: Labels }[];
    readonly fallback?: { readonly behavior: string; readonly replicas: number };
    readonly scaleTargetRef?: { readonly kind: string; readonly name: string };
  };
}

/** Throws when the text is no YAML or something in it is no manifest. */
export const manifests = (text: string): readonly Manifest[] =>
  documents(text).map((value) => {
    const manifest = value as Manifest;
    if (!manifest.apiVersion || !manifest.kind || !manifest.metadata.name) {
      throw new Error(`this is no manifest: ${JSON.stringify(value).slice(0, 200)}`);
    }
    return manifest;
  });

export const ofKind = (all: readonly Manifest[], ...kinds: readonly string[]): readonly Manifest[] =>
  all.filter(({ kind }) => kinds.includes(kind));

export const podOf = ({ kind, metadata, spec }: Manifest): Pod => {
  const template = spec.template ?? spec.jobTemplate?.spec.template;
  if (!template) throw new Error(`${kind} ${metadata.name} has no pod`);
  return template.spec;
};

export const componentOf = (labels: Labels | undefined): string =>
  labels?.['app.kubernetes.io/component'] ?? '';
