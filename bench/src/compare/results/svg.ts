import type { PeerName } from '../peers.js';
import { text } from './markdown.js';
import type { CaseResult, PeerResult, Result } from './result.js';

const width = 760;
const labelWidth = 300;
const valueWidth = 70;
const lineHeight = 18;
const gap = 12;

/** Seen on white and on black. */
const colours: Readonly<Record<PeerName, string>> = {
  howdah: '#2a9d5c',
  'rabbitmq-classic': '#e07a2f',
  'rabbitmq-quorum': '#c65a8a',
  'howdah-workers': '#1f7a8c',
  'howdah-two': '#b3541e',
  'howdah-replicated': '#2a9d5c',
  'rabbitmq-quorum-3': '#c65a8a',
  'graphile-worker': '#5b8def',
  'pg-boss': '#8f7ae5',
  bullmq: '#c9a227',
};

const style = `text { font: 12px system-ui, sans-serif; fill: #24292f }
.head { font-weight: 600 }
@media (prefers-color-scheme: dark) { text { fill: #d0d7de } }`;

/** Bars of the first figure of each scenario, one for each peer, a case's longest as long as there is room. */
export function svg(results: readonly Result[]): string {
  let y = gap;
  const parts = results.flatMap((result) => {
    const title = `${result.name}: ${result.figures[0]!.title}`;
    const head = `<text class="head" x="0" y="${(y += lineHeight)}">${escape(title)}</text>`;
    const groups = result.cases.map((of) => {
      const group = bars(result, of, y + gap / 2);
      y += of.peers.length * lineHeight + gap;
      return group;
    });
    y += gap;
    return [head, ...groups];
  });
  const size = `viewBox="0 0 ${width} ${y}" width="${width}" height="${y}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">\n<style>${style}</style>\n${parts.join('\n')}\n</svg>\n`;
}

function bars({ figures }: Result, { name, peers }: CaseResult, top: number): string {
  const { key, digits } = figures[0]!;
  const longest = Math.max(...peers.map(({ medians }) => medians[key] ?? 0), Number.MIN_VALUE);
  const bar = ({ peer, medians }: PeerResult, index: number): string => {
    const y = top + index * lineHeight;
    const length = ((width - labelWidth - valueWidth) * (medians[key] ?? 0)) / longest;
    const label = `<text x="${labelWidth - 8}" y="${y + 13}" text-anchor="end">${escape(`${index === 0 ? `${name}, ` : ''}${peer}`)}</text>`;
    const rectangle = `<rect x="${labelWidth}" y="${y + 2}" width="${length.toFixed(1)}" height="${lineHeight - 4}" fill="${colours[peer]}"/>`;
    return `${label}${rectangle}<text x="${(labelWidth + length + 6).toFixed(1)}" y="${y + 13}">${text(medians[key], digits)}</text>`;
  };
  return peers.map(bar).join('\n');
}

function escape(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
