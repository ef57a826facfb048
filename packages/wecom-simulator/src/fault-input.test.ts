import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, befriend, callApi, closeAll, corp, jsonOf, receiver, testWorld } from './test-world.ts';

afterEach(closeAll);

const poster = (url: string) => async (command: string, input: unknown) => {
  const init = { method: 'POST', body: JSON.stringify(input) };
  const response = await fetch(`${url}/__sim/${command}`, init);
  return { status: response.status, body: await jsonOf(response) };
};
const refused = (error: string) => ({ status: 400, body: { error } });
const done = { status: 200, body: { done: true } };

const KINDS = 'errcode, slowMs, reset, halfBody';
const SHARE = 'must be a number from 0 to 1';
const systemBusy = { fault: { errcode: -1 } };

/** What is wrong with a fault, and what is said of it after where it stands. */
const badFaults: [unknown, string][] = [
  [undefined, ' must be an object'],
  [null, ' must be an object'],
  ['slow', ' must be an object'],
  [[{ errcode: -1 }], ' must be an object'],
  [{}, ` must have just one of ${KINDS}`],
  [{ errcode: -1, halfBody: true }, ` must have just one of ${KINDS}`],
  [{ errorcode: -1 }, `.errorcode is not one of ${KINDS}`],
  [{ constructor: 1 }, `.constructor is not one of ${KINDS}`],
  [{ errcode: '45009' }, '.errcode must be a whole number from -1 to 99999999'],
  [{ errcode: 1.5 }, '.errcode must be a whole number from -1 to 99999999'],
  [{ errcode: 1e300 }, '.errcode must be a whole number from -1 to 99999999'],
  [{ errcode: 0 }, '.errcode must not be 0'],
  [{ slowMs: -1 }, '.slowMs must be a whole number from 0 to 600000'],
  [{ slowMs: 600_001 }, '.slowMs must be a whole number from 0 to 600000'],
  [{ reset: 'during' }, '.reset must be before or after'],
  [{ halfBody: false }, '.halfBody must be true'],
];

const badRates: [unknown, string][] = [
  [{ apis: [] }, 'apis is not one of callbacks, api'],
  [{ ['x'.repeat(5_000)]: 1 }, `${'x'.repeat(40)} is not one of callbacks, api`],
  [{ callbacks: null }, 'callbacks must be an object'],
  [{ callbacks: [] }, 'callbacks must be an object'],
  [
    { callbacks: { dorp: 1 } },
    'callbacks.dorp is not one of duplicate, drop, wrongSignature, reorder, timeout, noWelcomeCode, delay',
  ],
  ...['duplicate', 'drop', 'wrongSignature', 'reorder', 'timeout', 'noWelcomeCode'].flatMap((kind) =>
    [-0.1, 1.1, '1', null, true, { rate: 1 }].map((rate): [unknown, string] => [
      { callbacks: { [kind]: rate } },
      `callbacks.${kind} ${SHARE}`,
    ]),
  ),
  [{ callbacks: { delay: 0.5 } }, 'callbacks.delay must be an object'],
  [{ callbacks: { delay: { maxMs: 1 } } }, `callbacks.delay.rate ${SHARE}`],
  ...[undefined, -1, 1.5, 1e300, '9'].map((maxMs): [unknown, string] => [
    { callbacks: { delay: { rate: 1, maxMs } } },
    'callbacks.delay.maxMs must be a whole number from 0 to 86400000',
  ]),
  [
    { callbacks: { delay: { rate: 1, maxMs: 1, minMs: 0 } } },
    'callbacks.delay.minMs is not one of rate, maxMs',
  ],
  [{ api: 5 }, 'api must be a list of at most 100'],
  [{ api: null }, 'api must be a list of at most 100'],
  [{ api: { 0: { rate: 1, ...systemBusy } } }, 'api must be a list of at most 100'],
  [{ api: Array(101).fill({ rate: 1, ...systemBusy }) }, 'api must be a list of at most 100'],
  [{ api: [null] }, 'api[0] must be an object'],
  [
    {
      api: [
        { rate: 0, ...systemBusy },
        { rate: 1, ...systemBusy },
        { rate: 2, ...systemBusy },
      ],
    },
    `api[2].rate ${SHARE}`,
  ],
  [{ api: [systemBusy] }, `api[0].rate ${SHARE}`],
  [{ api: [{ rate: 1, ...systemBusy, times: 2 }] }, 'api[0].times is not one of rate, endpoint, fault'],
  ...[7, '', null, 'x'.repeat(101)].map((endpoint): [unknown, string] => [
    { api: [{ rate: 1, endpoint, ...systemBusy }] },
    'api[0].endpoint must be the name of an endpoint',
  ]),
  ...badFaults.map(([fault, error]): [unknown, string] => [
    { api: [{ rate: 1, fault }] },
    `api[0].fault${error}`,
  ]),
  // What is right beside it is not taken either.
  [{ callbacks: { drop: 1 }, api: 5 }, 'api must be a list of at most 100'],
];

const badOrders: [unknown, string][] = [
  ...badFaults.map(([fault, error]): [unknown, string] => [{ fault }, `fault${error}`]),
  ...[0, -1, 1.5, 1_001, '2', null].map((times): [unknown, string] => [
    { ...systemBusy, times },
    'times must be a whole number from 1 to 1000',
  ]),
  [{ ...systemBusy, calls: 2 }, 'calls is not one of endpoint, times, fault'],
  [{ ...systemBusy, endpoint: ['gettoken'] }, 'endpoint must be the name of an endpoint'],
];

describe('faults that make no sense', () => {
  const before = {
    callbacks: { drop: 0.25, delay: { rate: 0.5, maxMs: 1_000 } },
    api: [{ rate: 1, endpoint: 'externalcontact/get', fault: { errcode: 84061 } }],
  };

  it('are refused with what and where; those of before stay, and calls are answered as before', async () => {
    const { simulator, client } = await testWorld();
    const post = poster(simulator.url());
    const [friend = ''] = befriend(simulator, 'LinXiao', 1);
    expect(await post('faults', before)).toEqual(done);
    const { access_token } = await client.call(endpoints.getToken, {
      corpid: corp.corpId,
      corpsecret: corp.secret,
    });
    const errcodeOf = async (path: string) => {
      const answer = await callApi(simulator.url(), `externalcontact/${path}access_token=${access_token}`);
      return [answer.status, answer.body.errcode];
    };
    // Hits are counted by the calls below; the rest is what nobody may have touched.
    const switches = () => simulator.faults.list().map(({ hits: _, ...rest }) => rest);
    const set = switches();
    expect(set).toContainEqual({ id: 'drop', of: 'callback', rate: 0.25, waiting: 0 });
    expect(set).toContainEqual({ id: 'notFriends', of: 'api', rate: 1, waiting: 0 });

    const all = [
      ...badRates.map(([input, error]) => ['faults', input, error] as const),
      ...badOrders.map(([input, error]) => ['fail-next', input, error] as const),
    ];
    for (const [command, input, error] of all) {
      const sent = `${command} ${JSON.stringify(input).slice(0, 200)}`;
      expect(await post(command, input), sent).toEqual(refused(error));
      expect(switches(), sent).toEqual(set);
      expect(await errcodeOf('get_follow_user_list?'), sent).toEqual([200, 0]);
      expect(await errcodeOf(`get?external_userid=${friend}&`), sent).toEqual([200, 84061]);
    }
    expect(simulator.truth().crashes).toEqual([]);
  });

  it('such as a name of every object are unknown like any other', async () => {
    const { simulator } = await testWorld();
    const init = { method: 'POST', body: '{"__proto__":{"api":5}}' };
    const response = await fetch(`${simulator.url()}/__sim/faults`, init);
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: '__proto__ is not one of callbacks, api' },
    ]);
  });
});

describe('faults that make sense', () => {
  it('are set as they were given, each kind of them, and taken back by saying nothing', async () => {
    const { simulator } = await testWorld();
    const post = poster(simulator.url());
    const rates = () => Object.fromEntries(simulator.faults.list().map(({ id, rate }) => [id, rate]));
    const off = rates();
    expect(
      await post('faults', {
        callbacks: {
          duplicate: 0,
          drop: 1,
          wrongSignature: 0.1,
          reorder: 0.2,
          timeout: 0.3,
          noWelcomeCode: 0.4,
          delay: { rate: 0.5, maxMs: 86_400_000 },
        },
        api: [
          { rate: 0.01, fault: { errcode: -1 } },
          { rate: 0.02, endpoint: 'externalcontact/list', fault: { errcode: 60020 } },
          { rate: 0.03, fault: { slowMs: 600_000 } },
          { rate: 0.04, fault: { reset: 'before' } },
          { rate: 0.05, fault: { reset: 'after' } },
          { rate: 0.06, fault: { halfBody: true } },
        ],
      }),
    ).toEqual(done);
    expect(rates()).toEqual({
      ...off,
      ...{ drop: 1, wrongSignature: 0.1, reorder: 0.2, timeout: 0.3, noWelcomeCode: 0.4, delay: 0.5 },
      ...{ systemBusy: 0.01, ipUntrusted: 0.02, slow: 0.03 },
      ...{ resetBefore: 0.04, resetAfter: 0.05, halfBody: 0.06 },
    });
    expect(await post('faults', {})).toEqual(done);
    expect(rates()).toEqual(off);
  });

  it('of callbacks hit what is called back', async () => {
    const inbox = await receiver();
    const { simulator, client, clock } = await testWorld({ callbackUrl: inbox.url });
    const way = await addWay(client);
    const post = poster(simulator.url());
    await post('faults', { callbacks: { drop: 1 } });
    simulator.actions.scan({ configId: way.config_id });
    await simulator.tick(clock.now() + 60_000);
    expect(inbox.events).toEqual([]);
    await post('faults', {});
    simulator.actions.scan({ configId: way.config_id });
    await simulator.tick(clock.now() + 60_000);
    expect(inbox.events).toHaveLength(1);
  });

  it('ordered for the next calls hit as many as was said, of the endpoint that was said, and one by default', async () => {
    const { simulator } = await testWorld();
    const post = poster(simulator.url());
    const token = async () => {
      const path = `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`;
      return (await callApi(simulator.url(), path)).body.errcode;
    };
    const elsewhere = { endpoint: 'externalcontact/list', times: 1_000, fault: { errcode: 60020 } };
    expect(await post('fail-next', elsewhere)).toEqual(done);
    expect(await post('fail-next', { endpoint: 'gettoken', times: 2, fault: { errcode: -1 } })).toEqual(done);
    expect([await token(), await token(), await token()]).toEqual([-1, -1, 0]);
    expect(await post('fail-next', { fault: { errcode: 45009 } })).toEqual(done);
    expect([await token(), await token()]).toEqual([45009, 0]);
  });
});
