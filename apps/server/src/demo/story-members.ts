/** The two travellers of whom the console's and the sidebar's pages tell; the first two members. */
import type { Member } from './members.ts';
import { routeOf } from './network.ts';
import { dayMs, dayStart, type Scene } from './scene.ts';

/** 陈晓婷: platinum, flies Guangzhou–Tokyo with her child, slowing down. */
const xiaoting = (scene: Scene): Member => ({
  index: 0,
  memberNo: 'YJ88025317',
  name: '陈晓婷',
  gender: 'female',
  birthYear: scene.now.getUTCFullYear() - 38,
  mobile: '+8619400006021',
  email: 'yj88025317@example.com',
  city: '广州',
  home: 'CAN',
  tier: 'platinum',
  travelType: 'family',
  joinedAt: dayStart(scene.now, 2_770) + 10 * 3_600_000,
  life: 'declining',
  lostAt: 0,
  tripsPerYear: 15.2,
  ways: [routeOf('CAN-HND'), routeOf('CAN-BKK'), routeOf('CAN-SYX')],
  device: 'device-88025317',
  wechat: true,
  points: 46_180,
  miles12m: 31_600,
});

/** 陈思远: gold, Shanghai–Shenzhen for work, at the edge of keeping his tier. */
const siyuan = (scene: Scene): Member => ({
  index: 1,
  memberNo: 'YJ88204417',
  name: '陈思远',
  gender: 'male',
  birthYear: scene.now.getUTCFullYear() - 41,
  mobile: '+8619400004417',
  email: 'yj88204417@example.com',
  city: '上海',
  home: 'SHA',
  tier: 'gold',
  travelType: 'business',
  joinedAt: scene.now.getTime() - 2_200 * dayMs,
  life: 'declining',
  lostAt: 0,
  tripsPerYear: 11,
  ways: [routeOf('SHA-SZX'), routeOf('SHA-CTU'), routeOf('SHA-PEK')],
  device: 'device-88204417',
  wechat: true,
  points: 48_260,
  miles12m: 15_400,
});

export const storyCount = 2;

export function storyMember(scene: Scene, index: number): Member | null {
  if (index === 0) return xiaoting(scene);
  return index === 1 ? siyuan(scene) : null;
}
