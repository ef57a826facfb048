/** The travellers and staff of the simulated corp, played by the test. */

interface Person {
  index: number;
  externalUserId: string;
  unionid: string;
  name: string;
}

interface Truth {
  relations: { externalUserId: string; userid: string; tags: { name: string }[] }[];
  welcomes: { externalUserId: string; delayMs?: number }[];
  messages: Record<string, { kind: string; text: string; links: string[] }[]>;
}

export interface Traveller extends Person {
  /** The member of staff who was added. */
  staff: string;
}

export function openSimulatedWecom(url: string) {
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/__sim/${path}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const truth = () => ask<Truth>('truth?limit=10000');
  return {
    /** Somebody who was no friend and no member before scans the code. */
    async scan(state: string): Promise<Traveller> {
      const { total } = await ask<{ total: number }>('people?limit=1');
      const { people } = await ask<{ people: Person[] }>(`people?offset=${total - 200}&limit=200`);
      const met = new Set((await truth()).relations.map(({ externalUserId }) => externalUserId));
      const person = people.findLast(({ externalUserId }) => !met.has(externalUserId));
      if (!person) throw new Error('Nobody is left to scan');
      const scanned = { state, person: person.index };
      const { outcome, userid } = await ask<{ outcome: string; userid: string }>('scan', scanned);
      if (outcome !== 'added') throw new Error(`Scanning ${state} ended with ${outcome}`);
      return { ...person, staff: userid };
    },
    /** From the scan to the welcome; null while none was sent. */
    async welcomeDelayMs({ externalUserId }: Person): Promise<number | null> {
      const { welcomes } = await truth();
      return welcomes.find((one) => one.externalUserId === externalUserId)?.delayMs ?? null;
    },
    /** Texts that the traveller's phone has shown, oldest first. */
    async messagesOf({ externalUserId }: Person) {
      return (await truth()).messages[externalUserId] ?? [];
    },
    /** Names of the corp's tags on the traveller, at whichever member of staff. */
    async tagsOf({ externalUserId }: Person): Promise<string[]> {
      const { relations } = await truth();
      return relations
        .filter((one) => one.externalUserId === externalUserId)
        .flatMap(({ tags }) => tags.map(({ name }) => name));
    },
    /** The staff send all that waits for this traveller; answers how many messages that were. */
    confirm: async ({ externalUserId: person }: Person) =>
      (await ask<{ delivered: number }>('confirm', { person })).delivered,
    /** The traveller taps the link of the latest message; answers the HTTP status. */
    tap: async ({ externalUserId: person }: Person) =>
      (await ask<{ status: number }>('tap', { person })).status,
    reply: async ({ externalUserId: person }: Person, text: string) =>
      (await ask<{ done: boolean }>('reply', { person, text })).done,
  };
}

export type SimulatedWecom = ReturnType<typeof openSimulatedWecom>;
