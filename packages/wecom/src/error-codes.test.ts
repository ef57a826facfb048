import { describe, expect, it } from 'vitest';
import { ERROR_CODE_TABLES } from './error-codes.ts';
import { errorMeaning, type Retry, type WhoActs } from './errors.ts';

/** Every code that WeCom publishes (OFF 90313), and two that only the pages of endpoints name. */
const PUBLISHED = `
  -1..0 6000 40001 40003..40009 40011 40013..40014 40016..40020 40022..40027 40029 40031..40033
  40035..40037 40039 40050 40054..40059 40063 40066 40068 40070..40074 40077..40078 40080 40082..40086
  40088..40089 40091..40094 40096..40100 40102 40106 40123..40143 40165..40167 40201 40203..40212
  41001..41002 41004 41006 41008..41011 41016..41019 41021..41025 41033 41035..41091 41093..41096
  41098..41099 41102 42001 42003 42007 42009 42012..42022 42027..42031 42033 42035..42047 42049..42052
  43004 43009 43012 43016..43017 44001 44004 45001..45002 45004 45007..45009 45022 45024 45026 45029
  45031..45034 46003..46004 48001..48009 49004 49008..49009 50001..50003 50006 50100 60001 60003..60012
  60020..60021 60028 60030..60031 60102..60107 60110..60112 60123..60125 60127 60129 60132 60136..60137
  60140..60149 60203..60211 60214..60215 60217..60231 60233..60244 60246 60251..60253 60257 65000..65015
  65018 65022..65024 71044..71052 71056..71060 71062..71072 71075..71076 72023..72024 72037 80001
  81001..81003 81011..81021 81023..81024 81026 82001..82004 82101..82102 84005 84014..84015 84019..84025
  84052..84067 84069..84163 84172 84175 84178 84180 84186 84188 84200 85002 85004..85012 85111 86001
  86003..86008 86101 86201..86207 86214..86217 86220 86222 86224 90001..90003 90100..90106 90142
  90200..90204 90206..90208 90210..90212 90300 90302..90333 90338..90359 90381 90405..90410 90412..90416
  90418..90421 90431..90433 90456..90475 90477 90479..90504 90507..90511 90602..90604 90606..90610 90613
  90700 90704..90708 90710 91040 92000..92003 92006..92008 93000 93004 93006 93008 94000..94003
  94005..94008 95000..95009 95011..95019 95022..95023 95026..95027 95030..95032 301002 301005 301007
  301012..301017 301019 301021..301026 301036 301039 301042 301048 301052..301053 301055..301064 301073
  301079..301097 301099 301101..301105 302003..302008 400010..400013 400020..400021 400025..400045
  400218..400224 400226..400228 400237 400301..400302 600001..600021 600023..600057 600063 610001
  610003..610004 610014..610022 640001..640029 640032 640035 640044..640048 640051..640056 640060
  660001..660014 670001..670035 680000..680004 680006..680008 680010..680012 680015 680032..680037
  680040..680046 680106 701001..701040 701051 701054..701058 701070..701071 701081..701090 701099..701105
  701112 701120..701135 701150 701160..701161 701170 701200 710000 710002..710004 710006..710007
  710200..710201 710400..710403 730000..730011 740000..740006 751001..751002 770001 770003..770010
  790000..790008 830001..830003 842002..842006 844001..844002 845001..845003 846000 2000002..2000004
  2000007 2000009..2000010 2400001 2400003..2400008
  45035 95021
`;

const published = PUBLISHED.trim()
  .split(/\s+/)
  .flatMap((part) => {
    const [first = 0, last = first] = part.split('..').map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
const rows = ERROR_CODE_TABLES.flatMap((table) => table.trim().split('\n'));

describe('the table of error codes', () => {
  it('has every published code once, and no other', () => {
    const codes = rows.map((row) => Number(row.split('|')[0]));
    expect(published.length).toBe(1_253);
    expect(new Set(codes).size).toBe(codes.length);
    expect([...codes].sort((a, b) => a - b)).toEqual([...published].sort((a, b) => a - b));
  });

  it('says of each what it means in both languages, when to retry and who acts', () => {
    for (const row of rows) {
      expect(row).toMatch(/^-?\d+\|[XNRDT]\|(us|admin|staff|user)\|[^|]+\|[^|]+$/);
      const [code, , , zh = '', en = ''] = row.split('|');
      // Some names are the same in every language, but no meaning is made of them alone.
      expect([code, /\p{Script=Han}/u.test(zh), /\p{Script=Han}/u.test(en), en.trim() !== '']).toEqual([
        code,
        true,
        false,
        true,
      ]);
      const meaning = errorMeaning(Number(code));
      expect(meaning).toMatchObject({ code: Number(code), zh, en });
    }
  });
});

describe('what a client does about a code', () => {
  const cases: [string, readonly number[], { retry?: readonly Retry[]; whoActs?: WhoActs }][] = [
    [
      'waits and repeats',
      [-1, 45009, 45033, 41063, 41078, 41079, 90507],
      { retry: ['after_delay'], whoActs: 'us' },
    ],
    ['repeats soon', [6000, 45035], { retry: ['now', 'after_delay'], whoActs: 'us' }],
    ['fetches a token anew', [40014, 42001, 42009, 42012], { retry: ['after_refresh'], whoActs: 'us' }],
    [
      'has the settings corrected',
      [40001, 40013, 40056, 40091, 301002],
      { retry: ['never'], whoActs: 'admin' },
    ],
    [
      'has rights granted',
      [48001, 48002, 48006, 48007, 50001, 50002, 50003, 84074],
      { retry: ['never'], whoActs: 'admin' },
    ],
    [
      'has the scope or the address allowed',
      [60011, 60020, 60021, 301042],
      { retry: ['never'], whoActs: 'admin' },
    ],
    ['has a developer id bound', [41057], { retry: ['never'], whoActs: 'admin' }],
    [
      'has customer service set up',
      [95005, 95006, 95011, 95012, 95017, 95023, 95026, 95027],
      { retry: ['never'], whoActs: 'admin' },
    ],
    ['has the archive paid for', [301052, 301053], { retry: ['never'], whoActs: 'admin' }],
    ['has a licence activated', [701008, 701099], { retry: ['never'], whoActs: 'admin' }],
    ['starts the sign-in again', [40029, 42003, 42022], { retry: ['never'], whoActs: 'user' }],
    ['waits for the customer', [95001, 95002], { retry: ['never'], whoActs: 'user' }],
    [
      'asks or replaces the member',
      [40098, 40099, 41054, 41062, 95019],
      { retry: ['never'], whoActs: 'staff' },
    ],
    ['waits for another day', [40100, 40128, 40129, 41094], { retry: ['tomorrow', 'after_delay'] }],
    ['takes it for a result', [41048], { retry: ['tomorrow', 'never'], whoActs: 'us' }],
    [
      'drops it',
      [41049, 41050, 41051, 41096, 41093, 49008, 95013, 301048],
      { retry: ['never'], whoActs: 'us' },
    ],
    ['reads the state again', [95016, 95018], { retry: ['never'], whoActs: 'us' }],
    ['calls without the token', [95007], { retry: ['never'], whoActs: 'us' }],
    ['starts paging again', [50100], { retry: ['never'], whoActs: 'us' }],
    [
      'corrects a bug',
      [41002, 41004, 41006, 41008, 41009, 41010, 41011, 41016, 41035, 41037, 41038, 91040],
      { retry: ['never'], whoActs: 'us' },
    ],
    [
      'corrects what it was given',
      [
        ...[
          40003, 40004, 40005, 40006, 40007, 40008, 40009, 40011, 40031, 40032, 40035, 40050, 40058, 40063,
          40066,
        ],
        ...[
          40068, 40070, 40071, 40072, 40073, 40094, 40096, 40126, 40130, 40131, 40206, 41041, 41043, 41044,
          41046,
        ],
        ...[
          41047, 41052, 41056, 41059, 41060, 41061, 41064, 41065, 41072, 41067, 41091, 41102, 42014, 42019,
          42027,
        ],
        ...[
          42051, 44001, 44004, 45001, 45002, 45007, 45008, 46004, 81011, 81012, 81013, 82001, 82004, 84083,
          84084,
        ],
        ...[
          86001, 86003, 86008, 86201, 86207, 86215, 86217, 86220, 86224, 95000, 95004, 95008, 95009, 95014,
          301058,
        ],
        ...[301061, 830001, 830003, 2000002],
      ],
      { retry: ['never'], whoActs: 'us' },
    ],
  ];

  it.each(cases)('%s', (_, codes, { retry, whoActs }) => {
    for (const code of codes) {
      const meaning = errorMeaning(code);
      expect(meaning).toMatchObject({ code, ...(whoActs ? { whoActs } : {}) });
      expect([code, retry?.includes(meaning.retry)]).toEqual([code, true]);
    }
  });

  it('never repeats what it does not know, and keeps its number', () => {
    expect(errorMeaning(987_654)).toEqual({
      code: 987_654,
      retry: 'never',
      whoActs: 'us',
      zh: '未知错误码 987654',
      en: 'unknown error 987654',
    });
    expect(errorMeaning(42_032)).toMatchObject({
      code: 42_032,
      retry: 'never',
      en: 'bad template card field',
    });
  });
});
