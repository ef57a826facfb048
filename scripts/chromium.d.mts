export function findChromium(): string | null;
export function installChromium(options: { log: (line: string) => void }): string | null;
