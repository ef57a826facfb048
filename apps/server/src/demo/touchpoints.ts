/** The channel codes (渠道活码): where they hang, who answers, what they say and tag. */
export interface Touchpoint {
  name: string;
  touchpoint: string;
  staff: string[];
  /** Group and name of a tag. */
  tags: [group: string, name: string][];
  welcome: string;
  welcomeLink: string | null;
  /** How many friends it brings, relative to the others. */
  weight: number;
}

/** example.com belongs to nobody who would be bothered by visits. */
const site = 'https://yunji.example.com';

export const touchpoints: readonly Touchpoint[] = [
  {
    name: 'T2 登机口屏',
    touchpoint: '登机口',
    staff: ['zhoumin', 'linxiao', 'heyutong'],
    tags: [['来源', '登机口']],
    welcome:
      '{name}您好，我是云际航空旅行顾问。航班动态、选座、行李，随时找我。登机前 10 分钟我会再提醒您一次。',
    welcomeLink: `${site}/boarding`,
    weight: 318,
  },
  {
    name: '订单完成页',
    touchpoint: '订单',
    staff: ['linlan', 'tangjiayi', 'xuzhihao'],
    tags: [['来源', '订单页']],
    welcome: '{name}您好，票已出好。座位图开放了，靠窗靠过道都能挑；要行李额或贵宾室，也可以直接跟我说。',
    welcomeLink: `${site}/seats`,
    weight: 286,
  },
  {
    name: '机上椅背',
    touchpoint: '机上',
    staff: ['heyutong', 'fengyue'],
    tags: [['来源', '机上']],
    welcome: '{name}您好，落地后里程 3 天内到账，我来盯着。返程要选座或改签，发我一句就行。',
    welcomeLink: `${site}/miles`,
    weight: 187,
  },
  {
    name: 'CAN 值机柜台',
    touchpoint: '值机',
    staff: ['zhoumin', 'luoting', 'linxiao'],
    tags: [['来源', '值机柜台']],
    welcome: '{name}您好，下次可以提前 24 小时在手机上值机，我给您发链接，不用排队。',
    welcomeLink: `${site}/checkin`,
    weight: 143,
  },
  {
    name: '行李转盘',
    touchpoint: '到达',
    staff: ['fengyue', 'caowen'],
    tags: [['来源', '行李转盘']],
    welcome: '{name}您好，行李有任何问题现在就告诉我，带上行李牌照片最快。',
    welcomeLink: null,
    weight: 128,
  },
  {
    name: '老带新海报',
    touchpoint: '老带新',
    staff: ['lixiang', 'wuqian'],
    tags: [
      ['来源', '老带新'],
      ['兴趣', '亲友同行'],
    ],
    welcome: '{name}您好，欢迎您和朋友一起飞。入会当天首飞，里程双倍。',
    welcomeLink: `${site}/join`,
    weight: 96,
  },
  {
    name: '里程到期短信',
    touchpoint: '短信',
    staff: ['caowen', 'panhaoran'],
    tags: [['来源', '短信']],
    welcome: '{name}您好，您有里程快到期了。贵宾室、机上 Wi-Fi、升舱都能用，我帮您算一算怎么用最值。',
    welcomeLink: `${site}/miles`,
    weight: 38,
  },
  {
    name: '贵宾室台卡',
    touchpoint: '贵宾室',
    staff: ['zhoumin', 'tangjiayi'],
    tags: [
      ['来源', '贵宾室'],
      ['兴趣', '贵宾室'],
    ],
    welcome: '{name}您好，贵宾室可以用里程换，同行者也可以。登机前我会提醒您，安心休息。',
    welcomeLink: `${site}/lounge`,
    weight: 30,
  },
];
