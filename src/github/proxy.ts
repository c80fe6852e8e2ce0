import http, { type ProxyEnv } from 'node:http';
import { InputError } from '../errors.ts';

/**
 * Lets the connections to one origin follow the runner's `http_proxy` or `https_proxy` and `no_proxy`. Node reads them
 * more strictly than other tools: a proxy must have a scheme, a domain in `no_proxy` a leading dot. Throws an
 * InputError where a proxy is needed but has no usable address, or Node is too old for it. Returns the settings in
 * Node's own form, for agents that are made later.
 */
export function followProxySettings(
  origin: string,
  env: Readonly<Record<string, string | undefined>>,
): ProxyEnv | undefined {
  const { protocol, hostname } = new URL(origin);
  const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = variable(env, name);
  const exceptions = withSubdomains(variable(env, 'no_proxy'));
  if (proxy === '' || isException(hostname, exceptions)) return undefined;
  const settings = { [name]: proxyUrl(name, proxy), no_proxy: exceptions.join(',') };
  // Older runners ship a Node 24 without this function.
  if (!('setGlobalProxyFromEnv' in http)) {
    throw new InputError([
      `The runner's \`${name}\` can't be used: it needs Node 24.14, and the runner ships ${process.version}. Update the runner to 2.336.0 or newer.`,
    ]);
  }
  http.setGlobalProxyFromEnv(settings);
  return settings;
}

function variable(env: Readonly<Record<string, string | undefined>>, name: string): string {
  return (env[name] ?? env[name.toUpperCase()] ?? '').trim();
}

/** Its value is never part of a message: it may have a password in it. */
function proxyUrl(name: string, value: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError([
      `The runner's \`${name}\` is not a valid proxy address; expected http://host:port.`,
    ]);
  }
  return url.href;
}

/** `build.test` stands for itself and all below it, as with other tools. */
function withSubdomains(list: string): string[] {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .flatMap((entry) => (/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/i.test(entry) ? [entry, `.${entry}`] : [entry]));
}

/** Only what is certain; Node decides about the rest, such as ports and ranges of addresses. */
function isException(hostname: string, exceptions: readonly string[]): boolean {
  return exceptions.some(
    (entry) => entry === '*' || entry === hostname || (entry.startsWith('.') && hostname.endsWith(entry)),
  );
}
