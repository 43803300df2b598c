import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The accent in ten shades as Mantine wants them; 6 is the light theme's, 3 the dark theme's. */
const accent: MantineColorsTuple = [
  '#eceefb',
  '#d3d8f5',
  '#a9b4fb',
  '#8b9bff',
  '#6f80ea',
  '#5667d8',
  '#4557cc',
  '#3b4cba',
  '#3241a3',
  '#28358a',
];

/** Mantine drawn with the tokens of `tokens.css`; the wrappers' CSS modules do the rest. */
export const theme = createTheme({
  fontFamily: 'var(--sr-font)',
  fontFamilyMonospace: 'var(--sr-mono)',
  fontSmoothing: true,
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  colors: { accent },
  autoContrast: true,
  cursorType: 'default',
  defaultRadius: 'sm',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  shadows: { xs: 'var(--sr-shadow-small)', sm: 'var(--sr-shadow)', md: 'var(--sr-shadow)' },
  respectReducedMotion: true,
  focusRing: 'auto',
  focusClassName: '',
  activeClassName: '',
});
