// The chart as helm renders it, for the specs that look at it: required where CI=true, and a visible skip elsewhere.
import { join } from 'node:path';
import { list, ROOT } from '../repository';
import { type Outcome, run } from '../tools';
import { type Manifest, manifests } from './manifests';

export const HELM = join(ROOT, '.trunkline/bin/helm');
export const KUBECONFORM = join(ROOT, '.trunkline/bin/kubeconform');

const TOOLS_MS_MAX = 900_000;
const tools = run('sh', ['deploy/tools.sh'], { msMax: TOOLS_MS_MAX });
if (tools.status !== 0 && process.env.CI === 'true') {
  throw new Error(`the tools of deploy/tools.sh are required where CI=true: ${tools.stderr}`);
}

export const hasTools = tools.status === 0;
export const titled = (text: string): string =>
  hasTools ? text : `${text} (skipped: ${tools.stderr.trim()})`;

/** Every set of values that is rendered. */
export const INSTALLATIONS = list('helm/trunkline/ci');

export const render = (values: string, ...set: readonly string[]): Outcome =>
  run(HELM, [
    ...['template', 't', 'helm/trunkline', '--kube-version', '1.32.0', '-f', `helm/trunkline/ci/${values}`],
    ...set.flatMap((one) => ['--set', one]),
  ]);

/** Throws what helm says when it does not render. */
export const rendered = (values: string, ...set: readonly string[]): readonly Manifest[] => {
  const { status, stdout, stderr } = render(values, ...set);
  if (status !== 0) throw new Error(stderr);
  return manifests(stdout);
};
