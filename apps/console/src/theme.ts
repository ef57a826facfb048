import type { ThemeConfig } from 'antd';

/** The visual language's values for Ant Design: flat, radius 2, controls 28 px high, short motion. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#1677C8',
    colorLink: '#0F62AB',
    colorText: '#0F2437',
    colorTextSecondary: '#3F5368',
    colorTextTertiary: '#5F7083',
    colorTextPlaceholder: '#5F7083',
    colorBgLayout: '#F7F8FA',
    colorBorder: '#C2CCD7',
    colorBorderSecondary: '#DEE4EA',
    colorWarning: '#E08A00',
    colorError: '#B3261E',
    colorSuccess: '#1677C8',
    borderRadius: 2,
    borderRadiusLG: 2,
    borderRadiusSM: 2,
    controlHeight: 28,
    controlHeightSM: 24,
    controlHeightLG: 36,
    fontSize: 14,
    fontFamily:
      '"PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif',
    boxShadow: 'none',
    boxShadowSecondary: 'none',
    boxShadowTertiary: 'none',
    motionDurationFast: '0.08s',
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.12s',
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', contentFontSize: 12 },
    Input: { activeShadow: 'none' },
    InputNumber: { activeShadow: 'none' },
    Select: { optionFontSize: 12, optionHeight: 28 },
  },
};
