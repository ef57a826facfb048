/** Draws, odd values and a corp with something of most kinds in it, for the fuzz tests. */
import { endpoints } from '@jetbridge/wecom';
import { createRandom } from './random.ts';
import { addWay, befriend, corp, testWorld } from './test-world.ts';

const random = createRandom('fuzz');
let draws = 0;
export const below = (limit: number) => Math.floor(random.at(draws++) * limit);
export const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
export const chance = (rate: number) => random.at(draws++) < rate;

export const someBytes = () => random.bytes(draws++);

export const ODD: readonly unknown[] = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    'NaN',
    '__proto__',
    'constructor',
    '\u0000',
    '\ud800',
    '👍',
    '航班'.repeat(3_000),
    '../..',
  ],
  ...[null, true, false, 0, -1, 1, 2, 1.5, 100, 1e9, 1e300, -1e300, Number.MAX_SAFE_INTEGER],
  ...[
    [],
    [null],
    [[]],
    [{}],
    ['a', 'a'],
    [1, 2],
    {},
    { a: 1 },
    { toString: 1 },
    { __proto__: null, length: 5 },
  ],
  ...[[{ name: null }], [{ id: {} }], { content: 7 }, { media_id: [] }, Array(1_001).fill('LinXiao')],
];

/** Values that get past the first checks, by the last name of a path. */
export function plausible(ids: readonly string[]): Record<string, readonly unknown[]> {
  const text = ['a text', '航班', 'x'.repeat(30)];
  const seconds = [1772416800, 1772330400, 1772416800 - 86_400 * 40, 1772416800 + 86_400];
  return {
    userid: ['LinXiao', 'ZhouMin', 'Idle', 'nobody'],
    user: [['LinXiao'], ['LinXiao', 'ZhouMin'], 'LinXiao'],
    limit: [1, 100, 1_000],
    type: [1, 2, 0],
    scene: [1, 2],
    start_time: seconds,
    end_time: seconds,
    msgtype: ['text', 'image', 'link', 'miniprogram', 'video', 'file', 'news', 'template_card', 'msgmenu'],
    name: text,
    content: text,
    title: text,
    agentid: [corp.agentId, '1000002'],
    department_id: [1, 2, '1'],
    id: [...ids, 1, '1'],
    any: [...ids, ...text, 1, 2, ['LinXiao'], [...ids], { content: 'a' }],
  };
}

/** A corp in which there is something of most kinds, and the ids of it. */
export async function livelyWorld() {
  const world = await testWorld();
  const { simulator, client } = world;
  const friends = befriend(simulator, 'LinXiao', 4);
  const way = await addWay(client);
  const { tag_group } = await client.call(endpoints.addCorpTags, { group_name: 'g', tag: [{ name: 't' }] });
  const account = await client
    .call(endpoints.addServiceAccount, { name: '客服', media_id: 'm' })
    .catch(() => undefined);
  const chatId = simulator.actions.groups.create({ owner: 'LinXiao', name: '旅客群' });
  const ids = [...friends, way.config_id, tag_group.group_id, tag_group.tag[0]?.id ?? '', String(chatId)];
  if (account) ids.push(account.open_kfid);
  return { ...world, ids };
}
