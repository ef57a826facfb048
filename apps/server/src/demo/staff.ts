/** The travel advisors (旅行顾问) of the demo airline: they add travellers and answer them. */
export const staff = [
  { userid: 'zhoumin', name: '周敏' },
  { userid: 'linxiao', name: '林晓' },
  { userid: 'linlan', name: '林岚' },
  { userid: 'lixiang', name: '李响' },
  { userid: 'wuqian', name: '吴倩' },
  { userid: 'heyutong', name: '何雨桐' },
  { userid: 'tangjiayi', name: '唐嘉怡' },
  { userid: 'xuzhihao', name: '许志豪' },
  { userid: 'fengyue', name: '冯悦' },
  { userid: 'luoting', name: '罗婷' },
  { userid: 'caowen', name: '曹雯' },
  { userid: 'panhaoran', name: '潘浩然' },
] as const;
