import type { Style } from './style.ts';

/** Makes a renderer of the runner's log entries in the manner of GitHub's log view; it yields whole lines. */
export function createLogView(style: Style): (entry: string) => string[] {
  let depth = '';

  return (entry) => {
    const [, tag = '', text = ''] = /^##\[(\w+)\](.*)$/s.exec(entry) ?? [undefined, '', entry];
    const lines = text.split('\n').map((line) => style.safe(line));
    const [first = '', ...more] = lines;
    const all = (paint: (line: string) => string, prefix = '') =>
      [prefix + first, ...more].map((line) => depth + paint(line));
    switch (tag) {
      case 'group': {
        depth = '  ';
        return [style.bold(`▼ ${first}`)];
      }
      case 'endgroup': {
        depth = '';
        return [''];
      }
      case 'error':
        return all(style.red, 'Error: ');
      case 'warning':
        return all(style.yellow, 'Warning: ');
      case 'notice':
        return all(style.blue, 'Notice: ');
      case 'command':
        return all(style.blue);
      case 'debug':
        return all(style.magenta, '##[debug]');
      default:
        return entry.split('\n').map((line) => depth + style.safe(line));
    }
  };
}
