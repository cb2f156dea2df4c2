import sharp from 'sharp';

/** A drawing in SVG: what it shows, and its size in pixels. */
interface Drawing {
  width: number;
  height: number;
  shapes: string;
}

const gradient = (id: string, top: string, bottom: string) =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/>
  </linearGradient>`;

/** A lake between hills, in the colours of a time of day. */
function lake(
  { width, height }: Pick<Drawing, 'width' | 'height'>,
  colours: { sky: [string, string]; sun: string; hills: [string, string, string]; water: [string, string] },
  sunAt: number,
): Drawing {
  const [far, middle, near] = colours.hills;
  const shore = height * 0.62;
  const ridge = (from: number, rise: number, colour: string) =>
    `<path fill="${colour}" d="M0 ${from}
      C${width * 0.18} ${from - rise} ${width * 0.3} ${from - rise * 0.2} ${width * 0.46} ${from - rise * 0.7}
      S${width * 0.78} ${from - rise * 1.3} ${width} ${from - rise * 0.3} V${shore + 4} H0 Z"/>`;
  const ripples = Array.from({ length: 9 }, (_, index) => {
    const y = shore + 18 + index * index * height * 0.0045;
    const half = width * (0.03 + index * 0.012);
    return `<rect x="${width * sunAt - half}" y="${y}" width="${half * 2}" height="${2 + index * 0.6}" rx="3"
      fill="${colours.sun}" opacity="${0.55 - index * 0.05}"/>`;
  });
  return {
    ...{ width, height },
    shapes: `<defs>${gradient('sky', ...colours.sky)}${gradient('water', ...colours.water)}</defs>
      <rect width="${width}" height="${height}" fill="url(#sky)"/>
      <circle cx="${width * sunAt}" cy="${height * 0.3}" r="${height * 0.16}" fill="${colours.sun}" opacity="0.25"/>
      <circle cx="${width * sunAt}" cy="${height * 0.3}" r="${height * 0.085}" fill="${colours.sun}"/>
      ${ridge(shore - height * 0.08, height * 0.22, far)}
      ${ridge(shore - height * 0.03, height * 0.14, middle)}
      <rect y="${shore}" width="${width}" height="${height - shore}" fill="url(#water)"/>
      ${ripples.join('')}
      <path fill="${near}" d="M0 ${height} V${height * 0.86}
        C${width * 0.2} ${height * 0.8} ${width * 0.4} ${height * 0.95} ${width * 0.62} ${height} Z"/>`,
  };
}

/** A tent under the stars. */
const tent: Drawing = {
  width: 1_200,
  height: 1_200,
  shapes: `<defs>${gradient('sky', '#141b3c', '#51487f')}${gradient('canvas', '#ffc46b', '#e2763c')}</defs>
    <rect width="1200" height="1200" fill="url(#sky)"/>
    ${[
      [140, 170, 4],
      [290, 330, 3],
      [420, 120, 5],
      [610, 260, 3],
      [720, 110, 3],
      [860, 300, 4],
      [1020, 160, 5],
      [1090, 380, 3],
      [200, 480, 3],
      [960, 500, 3],
    ]
      .map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="#fff" opacity="0.85"/>`)
      .join('')}
    <path fill="#262a54" d="M0 820 L170 590 L300 760 L470 520 L680 800 L860 600 L1040 790 L1200 640 V1200 H0 Z"/>
    <ellipse cx="600" cy="1010" rx="520" ry="90" fill="#ffb65c" opacity="0.22"/>
    <rect y="980" width="1200" height="220" fill="#1a1f3d"/>
    <path fill="url(#canvas)" d="M600 560 L900 1000 H300 Z"/>
    <path fill="#8d3f27" d="M600 640 L690 1000 H510 Z"/>
    <path fill="none" stroke="#ffe0a8" stroke-width="6" d="M600 560 L600 530 M300 1000 L250 1030 M900 1000 L950 1030"/>`,
};

/** A blue cup on a table. */
const cup: Drawing = {
  width: 1_200,
  height: 900,
  shapes: `<defs>${gradient('wall', '#f3e9dc', '#e6d3bd')}${gradient('table', '#b98a5e', '#8f6540')}
      ${gradient('glaze', '#4f8fd6', '#27599c')}</defs>
    <rect width="1200" height="900" fill="url(#wall)"/>
    <rect y="600" width="1200" height="300" fill="url(#table)"/>
    <ellipse cx="610" cy="742" rx="270" ry="40" fill="#000" opacity="0.2"/>
    <path fill="none" stroke="#2f66ad" stroke-width="44" d="M790 450 C930 430 930 640 770 630"/>
    <path fill="url(#glaze)" d="M390 360 H810 C810 560 780 740 700 740 H500 C420 740 390 560 390 360 Z"/>
    <ellipse cx="600" cy="360" rx="210" ry="46" fill="#76aae4"/>
    <ellipse cx="600" cy="366" rx="180" ry="33" fill="#5b3a26"/>
    <path fill="#fff" opacity="0.2" d="M430 440 C435 560 450 650 490 700 C462 620 452 540 452 440 Z"/>
    ${[540, 600, 660]
      .map(
        (x) =>
          `<path fill="none" stroke="#fff" stroke-width="14" stroke-linecap="round" opacity="0.5"
            d="M${x} 290 C${x - 40} 240 ${x + 40} 200 ${x} 140"/>`,
      )
      .join('')}`,
};

const drawings = {
  'Morning.jpg': lake(
    { width: 1_500, height: 1_000 },
    {
      sky: ['#7fb7e8', '#f7dfc4'],
      sun: '#fff3d2',
      hills: ['#8fb1c9', '#5b8a86', '#2f5b4a'],
      water: ['#a9cfe0', '#4d86a6'],
    },
    0.7,
  ),
  'Evening.jpg': lake(
    { width: 1_200, height: 1_200 },
    {
      sky: ['#4b3f7a', '#f59a6b'],
      sun: '#ffd9a0',
      hills: ['#8a5b80', '#5d3f6b', '#2b2340'],
      water: ['#e08d74', '#4a3b6b'],
    },
    0.36,
  ),
  'Night.jpg': tent,
  'Cup.jpg': cup,
} as const satisfies Record<string, Drawing>;

const list = `Breakfast for five

10 rolls
2 loaves of rye bread
1 jar of plum jam
12 eggs
1 litre of milk
Coffee, a lot of it
`;

/** The files of the demo, which are made when they are sent. */
export type DemoFile = keyof typeof drawings | 'Breakfast.txt';

export interface MadeFile {
  file: File;
  /** In pixels, for pictures. */
  preview?: { width: number; height: number };
}

/** Makes a file of the demo: photos are a few dozen kB each. */
export async function demoFile(name: DemoFile): Promise<MadeFile> {
  if (name === 'Breakfast.txt') return { file: new File([list], name, { type: 'text/plain' }) };
  const { width, height, shapes } = drawings[name];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`;
  const bytes = await sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
  return {
    file: new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' }),
    preview: { width, height },
  };
}
