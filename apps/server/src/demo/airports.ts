/** Where the demo airline flies: real airports, typed from general knowledge. */

export interface Airport {
  /** IATA code. */
  code: string;
  city: string;
  cityEn: string;
  country: string;
  /** Degrees. */
  latitude: number;
  longitude: number;
  /** From UTC; none of them has summer time. */
  offsetHours: number;
  /** How many travellers come and go, relative to the others. */
  weight: number;
  /** Aircraft are stationed here. */
  base: boolean;
}

type Row = [string, string, string, string, number, number, number, number, 'base'?];

const rows: readonly Row[] = [
  ['CAN', '广州', 'Guangzhou', 'CN', 23.3924, 113.2988, 8, 10, 'base'],
  ['SHA', '上海', 'Shanghai', 'CN', 31.1979, 121.3363, 8, 8, 'base'],
  ['PVG', '上海', 'Shanghai', 'CN', 31.1434, 121.8052, 8, 7, 'base'],
  ['PEK', '北京', 'Beijing', 'CN', 40.0801, 116.5846, 8, 9, 'base'],
  ['SZX', '深圳', 'Shenzhen', 'CN', 22.6393, 113.8107, 8, 8, 'base'],
  ['CTU', '成都', 'Chengdu', 'CN', 30.5785, 103.9471, 8, 6, 'base'],
  ['CKG', '重庆', 'Chongqing', 'CN', 29.7192, 106.6417, 8, 5],
  ['XIY', '西安', "Xi'an", 'CN', 34.4471, 108.7516, 8, 4.5],
  ['KMG', '昆明', 'Kunming', 'CN', 25.1019, 102.9292, 8, 4.5],
  ['HGH', '杭州', 'Hangzhou', 'CN', 30.2295, 120.4344, 8, 5],
  ['NKG', '南京', 'Nanjing', 'CN', 31.742, 118.862, 8, 3.5],
  ['WUH', '武汉', 'Wuhan', 'CN', 30.7838, 114.2081, 8, 3.5],
  ['CSX', '长沙', 'Changsha', 'CN', 28.1892, 113.22, 8, 3.5],
  ['XMN', '厦门', 'Xiamen', 'CN', 24.544, 118.1277, 8, 3],
  ['TAO', '青岛', 'Qingdao', 'CN', 36.3619, 120.0883, 8, 2.5],
  ['TSN', '天津', 'Tianjin', 'CN', 39.1244, 117.3462, 8, 2],
  ['DLC', '大连', 'Dalian', 'CN', 38.9657, 121.5386, 8, 2],
  ['SHE', '沈阳', 'Shenyang', 'CN', 41.6398, 123.4834, 8, 2],
  ['HRB', '哈尔滨', 'Harbin', 'CN', 45.6234, 126.2503, 8, 2.2],
  ['CGO', '郑州', 'Zhengzhou', 'CN', 34.5197, 113.8408, 8, 2.5],
  ['FOC', '福州', 'Fuzhou', 'CN', 25.9351, 119.6633, 8, 1.8],
  ['SYX', '三亚', 'Sanya', 'CN', 18.3029, 109.4122, 8, 3.5],
  ['HAK', '海口', 'Haikou', 'CN', 19.9349, 110.459, 8, 3],
  ['NNG', '南宁', 'Nanning', 'CN', 22.6083, 108.1722, 8, 1.6],
  ['KWL', '桂林', 'Guilin', 'CN', 25.2181, 110.0392, 8, 1.4],
  ['KWE', '贵阳', 'Guiyang', 'CN', 26.5385, 106.8006, 8, 2],
  ['LHW', '兰州', 'Lanzhou', 'CN', 36.5152, 103.6204, 8, 1.3],
  ['URC', '乌鲁木齐', 'Urumqi', 'CN', 43.9071, 87.4742, 8, 2],
  ['LJG', '丽江', 'Lijiang', 'CN', 26.68, 100.2456, 8, 1.6],
  ['LXA', '拉萨', 'Lhasa', 'CN', 29.2978, 90.9119, 8, 0.8],
  ['HKG', '香港', 'Hong Kong', 'HK', 22.308, 113.9185, 8, 2.5],
  ['MFM', '澳门', 'Macau', 'MO', 22.1496, 113.5915, 8, 0.8],
  ['TPE', '台北', 'Taipei', 'TW', 25.0797, 121.2342, 8, 1.2],
  ['HND', '东京', 'Tokyo', 'JP', 35.5523, 139.7797, 9, 3],
  ['NRT', '东京', 'Tokyo', 'JP', 35.772, 140.3929, 9, 2],
  ['KIX', '大阪', 'Osaka', 'JP', 34.4342, 135.2328, 9, 2.5],
  ['FUK', '福冈', 'Fukuoka', 'JP', 33.5859, 130.4507, 9, 1],
  ['CTS', '札幌', 'Sapporo', 'JP', 42.7752, 141.6923, 9, 1],
  ['ICN', '首尔', 'Seoul', 'KR', 37.4602, 126.4407, 9, 2.5],
  ['GMP', '首尔', 'Seoul', 'KR', 37.5583, 126.7906, 9, 1],
  ['CJU', '济州', 'Jeju', 'KR', 33.5113, 126.493, 9, 0.8],
  ['BKK', '曼谷', 'Bangkok', 'TH', 13.69, 100.7501, 7, 2.5],
  ['HKT', '普吉', 'Phuket', 'TH', 8.1132, 98.3169, 7, 1.2],
  ['SIN', '新加坡', 'Singapore', 'SG', 1.3644, 103.9915, 8, 2],
  ['KUL', '吉隆坡', 'Kuala Lumpur', 'MY', 2.7456, 101.7099, 8, 1.3],
  ['SGN', '胡志明市', 'Ho Chi Minh City', 'VN', 10.8188, 106.652, 7, 0.9],
  ['MNL', '马尼拉', 'Manila', 'PH', 14.5086, 121.0194, 8, 0.7],
  ['DPS', '巴厘岛', 'Bali', 'ID', -8.7482, 115.1672, 8, 1],
  ['CGK', '雅加达', 'Jakarta', 'ID', -6.1256, 106.6559, 7, 0.7],
];

export const airports: readonly Airport[] = rows.map(
  ([code, city, cityEn, country, latitude, longitude, offsetHours, weight, base]) => ({
    code,
    city,
    cityEn,
    country,
    latitude,
    longitude,
    offsetHours,
    weight,
    base: base === 'base',
  }),
);
