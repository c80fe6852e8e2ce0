import http from 'node:http';

/**
 * Lets every connection of the process follow the runner's `http_proxy`, `https_proxy` and `no_proxy`. Node reads
 * them more strictly than other tools: a proxy must have a scheme, a domain in `no_proxy` a leading dot.
 */
export function followProxySettings(): void {
  const [plain, tls] = [variable('http_proxy'), variable('https_proxy')];
  if (plain === '' && tls === '') return;
  http.setGlobalProxyFromEnv({
    ...(plain === '' ? {} : { http_proxy: withScheme(plain) }),
    ...(tls === '' ? {} : { https_proxy: withScheme(tls) }),
    no_proxy: withSubdomains(variable('no_proxy')),
  });
}

function variable(name: string): string {
  return (process.env[name] ?? process.env[name.toUpperCase()] ?? '').trim();
}

function withScheme(proxy: string): string {
  return /^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** `build.test` stands for itself and all below it, as with other tools. */
function withSubdomains(list: string): string {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .flatMap((entry) => (/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/i.test(entry) ? [entry, `.${entry}`] : [entry]))
    .join(',');
}
