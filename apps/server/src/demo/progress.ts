/** Tells how far the seeding is: when something else begins, and at every tenth. */
export interface Progress {
  /** @param share of the whole, 0 to 1 */
  tell(share: number, what: string): void;
}

export function createProgress(say: (message: string) => void): Progress {
  let toldWhat = '';
  let toldTenth = -1;
  return {
    tell(share, what) {
      const tenth = Math.floor(share * 10 + 1e-9);
      if (what === toldWhat && tenth === toldTenth) return;
      [toldWhat, toldTenth] = [what, tenth];
      say(`Demo airline ${String(Math.floor(share * 100 + 1e-9)).padStart(3)} %  ${what}`);
    },
  };
}
