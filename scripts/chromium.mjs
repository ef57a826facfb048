/** Where the browser for the browser tests comes from. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium: CHROMIUM_PATH, else one on the PATH or in /usr/bin; null when there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : null;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync) ?? null;
}

/** Installs Debian's Chromium with a Chinese font when that is possible without asking; answers its path or null. */
export function installChromium({ log }) {
  if (process.getuid?.() !== 0 || process.env.CHROMIUM_PATH) return null;
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  log('installing chromium and fonts-noto-cjk with apt-get (some minutes the first time)');
  apt('update', '-q');
  // Without the font, Chinese text is boxes and screenshots show nothing.
  apt('install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-noto-cjk');
  return findChromium();
}
