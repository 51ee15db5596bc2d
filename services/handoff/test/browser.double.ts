// A real browser for the desk's page, and what an accessibility checker finds on it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without a browser there is nothing to test; a build machine must have one. */
export const hasBrowser = (): boolean => existsSync(CHROMIUM) || process.env['CI'] === 'true';

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ARGS });

/** Builds the page unless it is built. */
export const builtPage = (): string => {
  const desk = join(__dirname, '../../desk');
  const page = join(desk, 'dist/public');
  if (!existsSync(join(page, 'index.html'))) {
    const vite = join(dirname(require.resolve('vite/package.json')), 'bin/vite.js');
    execFileSync(process.execPath, [vite, 'build'], { cwd: desk, stdio: 'pipe' });
  }
  return page;
};

export interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly targets: readonly string[];
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

/** Serious and critical violations of WCAG 2.2 A and AA. */
export const accessibilityFindings = async (page: Page): Promise<readonly Finding[]> => {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const options = JSON.stringify({ runOnly: { type: 'tag', values: tags } });
  const { violations } = await page.evaluate<AxeResult>(`axe.run(document, ${options})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      targets: nodes.map(({ target }) => String(target)),
    }));
};
