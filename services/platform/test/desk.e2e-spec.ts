// A human agent at the real desk of a running platform: from the caller's wish to the wrap-up, in a browser.
import { type Phone } from '@trunkline/phone';
import { answerCalls, type Caller, openCaller } from '@trunkline/platform/trial/people';
import { allEvents, nothingOpen } from '@trunkline/platform/trial/record-reading';
import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { withProgram } from './installed';
import { type RunningPlatform, runPlatform } from './running-platform';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const STEP_MS_MAX = 25_000;

withProgram(CHROMIUM)('the desk', () => {
  let platform: RunningPlatform;
  let caller: Caller;
  let human: Caller;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    human = await openCaller({ rtpPort: 47_420 });
    platform = await runPlatform({ suite: 'desk', agentUri: `sip:ana@${human.phone.address}` });
    caller = await openCaller({ rtpPort: 47_400 });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    page.setDefaultTimeout(STEP_MS_MAX);
    page.on('console', (message) => {
      // Who is not signed in yet is told so; everything else is a fault.
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser.close();
    await caller.close();
    await human.close();
    await platform.stop();
  });

  const visible = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

  const isAccessible = async (): Promise<void> => expect(await seriousFindings(page)).toEqual([]);

  it('shows who wants a human and why, joins the two, and is done with the wrap-up', async () => {
    greet(human.phone);
    await page.goto(`http://${platform.http.host}:${platform.http.port}/desk#key=${platform.deskKey}`);
    await page.getByRole('button', { name: /Ana/ }).click();
    await visible('You are not taking callers yet.');
    await page.keyboard.press('g');
    await visible('Ready for the next caller');
    await isAccessible();

    const conversation = await caller.begin(platform.uri, [
      ...[
        { listen: 600 },
        { say: 'where is my order' },
        { listen: 600 },
        { say: 'i want to talk to a human' },
      ],
      ...[{ cue: 'bridged' }, { listen: 600 }, { say: 'thank you that would be great' }, { stay: 30_000 }],
    ]);
    await page.locator('.offer-bar').waitFor();
    await visible('0142');
    await visible(/order/i);
    const transcript = page.locator('.transcript');
    expect(await transcript.innerText()).toMatch(/human/i);
    await transcript.getByText('live').waitFor();
    await isAccessible();

    await page.keyboard.press('a');
    await visible('You are talking to the caller');
    conversation.person.cue('bridged');
    await isAccessible();

    await conversation.hangUp();
    await visible('How did it end?');
    await page.keyboard.press('w');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: /^Save and/ }).press('Enter');
    await visible('Saved. That call is done.');
    expect(complaints).toEqual([]);

    await nothingOpen(platform.record.store, STEP_MS_MAX);
    const types = (await allEvents(platform.record.store)).map(({ event }) => event.type);
    for (const type of ['HandoffRequested', 'BridgeRequested', 'HandoffCompleted', 'CallEnded'])
      expect(types.filter((other) => other === type)).toHaveLength(1);
  });
});

const greet = (phone: Phone): void =>
  answerCalls(phone, [{ wait: 300 }, { say: 'hello this is ana how can i help you' }, { stay: 30_000 }]);

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
  }[];
}

const seriousFindings = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const options = JSON.stringify({ runOnly: { type: 'tag', values: tags } });
  const { violations } = await page.evaluate<AxeResult>(`axe.run(document, ${options})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help }) => `${id}: ${help}`);
};
