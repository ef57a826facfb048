import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { welcomeOneTraveller } from './example.ts';

it('the example of the README runs, and is the one that the README shows', async () => {
  const [welcome] = await welcomeOneTraveller();
  expect(welcome?.delayMs).toBeLessThan(20_000);
  const source = readFileSync(new URL('./example.ts', import.meta.url), 'utf8');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(source.trim());
});
