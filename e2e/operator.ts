/** What an operator does in the console, by what an operator sees: labels, names and buttons in the chosen language. */
import type { Locator, Page } from 'playwright-core';
import { until } from './until.ts';
import type { Words } from './words.ts';

export interface Operator {
  page: Page;
  words: Words;
}

/** The links of the navigation lead there. */
export async function goTo({ page, words }: Operator, place: string): Promise<void> {
  const link = page.getByRole('navigation', { name: words('nav.label') });
  await link.getByRole('link', { name: words(`nav.${place}`), exact: true }).click();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

export async function signInByForm({ page, words }: Operator, password: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel(words('signIn.username')).fill('admin');
  await page.getByLabel(words('signIn.password')).fill(password);
  await page.getByRole('button', { name: words('signIn.submit') }).click();
  await page.getByRole('navigation', { name: words('nav.label') }).waitFor();
}

interface CodeInput {
  name: string;
  staff: readonly string[];
  tag: string;
  welcome: string;
}

/** Makes a channel code and waits until its QR is there. */
export async function makeCode(operator: Operator, code: CodeInput): Promise<void> {
  const { page, words } = operator;
  await goTo(operator, 'channelCodes');
  await page
    .getByRole('button', { name: words('channelCodes.add') })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(words('channelCodes.name'), { exact: true }).fill(code.name);
  await dialog.getByLabel(words('channelCodes.touchpoint'), { exact: true }).fill('E2E');
  const staff = dialog.getByRole('group', { name: words('channelCodes.staff'), exact: true });
  for (const name of code.staff) await staff.getByRole('checkbox', { name }).check();
  const tags = dialog.getByRole('group', { name: words('channelCodes.tags'), exact: true });
  await tags.getByRole('checkbox', { name: code.tag }).check();
  await dialog.getByLabel(words('channelCodes.welcome'), { exact: true }).fill(code.welcome);
  await dialog.getByRole('button', { name: words('channelCodes.make'), exact: true }).click();
  const qr = page.getByRole('img', { name: words('channelCodes.qrOf', { name: code.name }) });
  await qr.waitFor();
  await until('the picture is there', () => qr.evaluate((one) => Reflect.get(one, 'naturalWidth') > 0));
  await page
    .getByRole('button', { name: words('common.close'), exact: true })
    .first()
    .click();
}

/** Chooses one of a select's options as soon as it is on offer. */
async function choose(select: Locator, option: string | { label: string }): Promise<void> {
  // What is on offer comes by requests of its own.
  await until(`the option ${JSON.stringify(option)}`, async () => {
    await select.selectOption(option, { timeout: 1_000 });
    return true;
  });
}

/** The count on the flap board once it belongs to the rule on the screen; null for none. */
async function countShown(page: Page): Promise<number | null> {
  const board = page.getByTestId('count');
  await until('the count is settled', async () => (await board.getAttribute('aria-busy')) === 'false');
  const digits = ((await board.locator('.sr').textContent()) ?? '').replace(/\D/g, '');
  return digits === '' ? null : Number(digits);
}

export interface SegmentInput {
  name: string;
  city: string;
  /** Of the order that makes a customer a member. */
  product: string;
}

/** Builds "in `city` and has bought `product`" and saves it; answers the counts seen on the way. */
export async function buildSegment(operator: Operator, segment: SegmentInput) {
  const { page, words } = operator;
  await goTo(operator, 'segments');
  await page
    .getByRole('button', { name: words('segments.add'), exact: true })
    .first()
    .click();
  await page.getByLabel(words('segments.name'), { exact: true }).fill(segment.name);
  await page.getByRole('button', { name: words('rule.addTrait'), exact: true }).click();
  const first = page.locator('[data-condition="1"]');
  await choose(first.getByLabel(words('rule.trait'), { exact: true }), 'city');
  await first.getByLabel(words('rule.value'), { exact: true }).fill(segment.city);
  const inCity = await until('some live there', async () => (await countShown(page)) || null);
  await page.getByRole('button', { name: words('rule.addEvent'), exact: true }).click();
  const second = page.locator('[data-condition="2"]');
  await choose(second.getByLabel(words('rule.event'), { exact: true }), 'Order Completed');
  await second.getByRole('button', { name: words('rule.addWhere'), exact: true }).click();
  await choose(second.getByLabel(words('rule.property'), { exact: true }), 'product');
  await second.getByLabel(words('rule.value'), { exact: true }).fill(segment.product);
  const bought = await until('the count follows the rule', async () => {
    const count = await countShown(page);
    return count !== null && count !== inCity ? { count } : null;
  });
  await page.getByRole('button', { name: words('common.save'), exact: true }).click();
  await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/);
  return { inCity, bought: bought.count, id: page.url().split('/').at(-1) ?? '' };
}

export interface JourneyInput {
  name: string;
  segment: string;
  waitsFor: string;
  city: string;
  text: string;
  link: string;
}

/** Adds a node behind the chosen one, and chooses it. */
async function addNode({ page, words }: Operator, kind: string): Promise<void> {
  const palette = page.getByRole('toolbar', { name: words('journeys.palette') });
  await palette.getByRole('button', { name: words(`journeys.kinds.${kind}`), exact: true }).click();
  await page
    .locator('.jw-panel .panel-head')
    .getByText(words(`journeys.kinds.${kind}`))
    .first()
    .waitFor();
}

/**
 * Draws trigger (entering the segment) → wait for an event → branch (lives in the city) → send with a link → exit, and
 * publishes it. The branch's other way is drawn by hand, from its handle to the exit. Answers the journey's id.
 */
export async function drawJourney(operator: Operator, journey: JourneyInput): Promise<string> {
  const { page, words } = operator;
  await goTo(operator, 'journeys');
  await page
    .getByRole('button', { name: words('journeys.add') })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(words('common.name'), { exact: true }).fill(journey.name);
  await dialog.getByRole('button', { name: words('journeys.start') }).click();
  await page.waitForURL(/\/journeys\/[0-9a-f-]{36}/);
  const panel = page.locator('.jw-panel');
  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);

  await node('n2').click();
  await panel.getByRole('button', { name: words('journeys.removeNode') }).click();
  await node('n1').click();
  await panel.getByRole('radio', { name: words('journeys.triggers.segment') }).check();
  await choose(panel.getByLabel(words('rule.segment'), { exact: true }), { label: journey.segment });
  await addNode(operator, 'waitEvent');
  await choose(panel.getByLabel(words('rule.event'), { exact: true }), journey.waitsFor);
  await addNode(operator, 'branch');
  await panel.getByRole('button', { name: words('rule.addTrait'), exact: true }).click();
  await choose(panel.getByLabel(words('rule.trait'), { exact: true }), 'city');
  await panel.getByLabel(words('rule.value'), { exact: true }).fill(journey.city);
  await addNode(operator, 'send');
  await panel.getByLabel(words('journeys.fields.text'), { exact: true }).fill(journey.text);
  await panel
    .getByLabel(words('journeys.optional', { label: words('journeys.fields.link') }), { exact: true })
    .fill(journey.link);
  await addNode(operator, 'exit');
  await connectByHand(page, '.is-branch [data-handleid="no"]', '.is-exit .target');
  await page.getByRole('button', { name: words('journeys.publish', { version: 1 }), exact: true }).click();
  await page.getByText(words('journeys.publishedNow', { version: 1 })).waitFor();
  return /\/journeys\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
}

/** Draws an edge with the mouse. */
async function connectByHand(page: Page, from: string, to: string): Promise<void> {
  await page.locator('.react-flow__controls-fitview').click();
  const edges = page.locator('.react-flow__edge');
  const before = await edges.count();
  await until('the edge is drawn', async () => {
    const [start, end] = [await page.locator(from).boundingBox(), await page.locator(to).boundingBox()];
    if (!start || !end) return false;
    await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await page.mouse.down();
    await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 12 });
    await page.mouse.up();
    return (await edges.count()) > before;
  });
}

/** The figure of a stop of the overview's loop. */
export async function figureOf(page: Page, stop: string): Promise<number> {
  const text = await page
    .locator(`[data-stop="${stop}"] .fig`)
    .evaluate((node) => node.firstChild?.textContent);
  return Number((text ?? '').replace(/\D/g, ''));
}
