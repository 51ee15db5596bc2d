// The page's few icons, drawn as paths; always beside words, so hidden from screen readers.

export type IconName =
  | 'stop'
  | 'care'
  | 'check'
  | 'doubt'
  | 'running'
  | 'cross'
  | 'circle'
  | 'person'
  | 'phone'
  | 'clock'
  | 'copy'
  | 'cut'
  | 'arrow'
  | 'chat'
  | 'flag'
  | 'moon'
  | 'link';

const PATHS: Readonly<Record<IconName, string>> = {
  stop: 'M7.2 2h9.6L22 7.2v9.6L16.8 22H7.2L2 16.8V7.2zM7 12h10',
  care: 'M12 3 2.5 20h19zM12 10v4.6M12 17.4v.2',
  check: 'M4 12.6 9.4 18 20 6.6',
  doubt: 'M8.6 9a3.5 3.5 0 1 1 5 3.1c-1 .6-1.6 1.2-1.6 2.6M12 18.4v.2',
  running: 'M12 3a9 9 0 1 0 9 9',
  cross: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
  circle: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c.6-4 3.6-6 8-6s7.400 2 8 6',
  phone:
    'M5 3.500h3.600l1.700 4.400-2.300 1.700a12 12 0 0 0 6.400 6.400l1.700-2.300 4.400 1.700V19a2 2 0 0 1-2.200 2C10 20.300 3.700 14 3 5.700A2 2 0 0 1 5 3.500',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.500V12l3 2',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  cut: 'M4 12h8M15 7v10M19 9v6',
  arrow: 'M4 12h15M13 6l6 6-6 6',
  chat: 'M4 5h16v11H10l-4.500 4V16H4z',
  flag: 'M6 21V4h11l-2 4 2 4H6',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500',
  link: 'M9.500 14.500l5-5M8 11l-2.500 2.500a3.900 3.900 0 0 0 5.500 5.500L13.500 16.500M16 13l2.500-2.500A3.900 3.900 0 0 0 13 5L10.500 7.500',
};

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
