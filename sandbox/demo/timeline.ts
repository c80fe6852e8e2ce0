import { pad, type Style, widthOf } from './style.ts';

/** Columns of the longest bar. */
const BAR = 40;

/** Draws a mermaid gantt as bars of text; undefined for any other diagram and for tasks without two plain times. */
export function timeline(source: readonly string[], style: Style): string[] | undefined {
  const lines = source.filter((line) => !/^\s*%%/.test(line));
  if (lines[0]?.trim() !== 'gantt') return undefined;
  const factor = source.some((line) => /^\s*dateFormat\s+X\s*$/.test(line)) ? 1000 : 1;
  const title = source.map((line) => /^\s*title\s+(.+)$/.exec(line)?.[1]).find((text) => text !== undefined);
  const tasks: { name: string; duration: string; start: number; end: number; critical: boolean }[] = [];
  for (const line of lines.slice(1)) {
    const task = /^\s*([^:]+?)\s*:(.*)$/.exec(line);
    if (!task?.[1] || /^\s*(?:title|dateFormat|axisFormat|tickInterval|section)/.test(line)) continue;
    const parts = (task[2] ?? '').split(',').map((part) => part.trim());
    const start = readTime(parts.at(-2) ?? '', factor) ?? tasks.at(-1)?.end ?? 0;
    const end = readTime(parts.at(-1) ?? '', factor) ?? start + readDuration(parts.at(-1) ?? '');
    if (!Number.isFinite(end) || end < start) return undefined;
    // A name may end in a readable duration.
    const [, name = task[1], own] = /^(.*?\S) (\d+(?:ms|s|m|h)(?: \d+[ms])?)$/.exec(task[1]) ?? [];
    const duration = own ?? `${Number(((end - start) / 1000).toFixed(1))} s`;
    tasks.push({ name, duration, start, end, critical: parts.includes('crit') });
  }
  if (tasks.length === 0) return undefined;
  const from = Math.min(...tasks.map((task) => task.start));
  const span = Math.max(1, Math.max(...tasks.map((task) => task.end)) - from);
  const names = Math.max(...tasks.map((task) => widthOf(task.name)));
  const bars = tasks.map((task) => {
    const indent = Math.round(((task.start - from) / span) * BAR);
    const bar = '█'.repeat(Math.max(1, Math.round(((task.end - task.start) / span) * BAR)));
    const painted = task.critical ? style.red(bar) : style.cyan(bar);
    return `${pad(task.name, names)}  ${' '.repeat(indent)}${painted} ${style.dim(task.duration)}`;
  });
  return title === undefined ? bars : [style.dim(title), ...bars];
}

function readTime(text: string, factor: number): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * factor;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function readDuration(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const milliseconds: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return Number(amount) * (milliseconds[unit] ?? Number.NaN);
}
