import http from 'node:http';
import { InputError } from '../errors.ts';

/**
 * Lets every connection of the process follow the runner's `http_proxy`, `https_proxy` and `no_proxy`. Node reads
 * them more strictly than other tools: a proxy must have a scheme, a domain in `no_proxy` a leading dot.
 */
export function followProxySettings(): void {
  const [plain, tls] = [variable('http_proxy'), variable('https_proxy')];
  if (plain === '' && tls === '') return;
  http.setGlobalProxyFromEnv({
    ...(plain === '' ? {} : { http_proxy: proxyUrl('http_proxy', plain) }),
    ...(tls === '' ? {} : { https_proxy: proxyUrl('https_proxy', tls) }),
    no_proxy: withSubdomains(variable('no_proxy')),
  });
}

function variable(name: string): string {
  return (process.env[name] ?? process.env[name.toUpperCase()] ?? '').trim();
}

/** Its value is never part of a message: it may have a password in it. */
function proxyUrl(name: string, value: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError([`The runner's \`${name}\` is no address of a proxy; wanted is http://host:port.`]);
  }
  return url.href;
}

/** `build.test` stands for itself and all below it, as with other tools. */
function withSubdomains(list: string): string {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .flatMap((entry) => (/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/i.test(entry) ? [entry, `.${entry}`] : [entry]))
    .join(',');
}
