import { spawn } from 'node:child_process';

/** `jetbridge bench NAME`: the same as `npm run bench -- NAME`. */
export async function bench(args: readonly string[]): Promise<number> {
  const child = spawn('npm', ['run', '--silent', 'bench', '--', ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
