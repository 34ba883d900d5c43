import type { Config } from './config-json.ts';

/** `host:port` of each service that the new system talks to, each once, as its `config.json` names them. */
export function endpointsIn(config: Config): readonly string[] {
  const { apiEndpoint, deltaEndpoint, registryEndpoint, vpnEndpoint, vpnPort } = config;
  const all = [
    ofUrl(apiEndpoint),
    ofHost(vpnEndpoint, typeof vpnPort === 'number' ? vpnPort : HTTPS),
    ofHost(registryEndpoint, HTTPS),
    ofUrl(deltaEndpoint),
  ];
  return [...new Set(all.filter((each) => each !== null))];
}

const HTTPS = 443;

function ofUrl(value: unknown): string | null {
  const [, scheme, host = '', port] =
    /^(https?):\/\/([^/:@?#]+)(?::(\d+))?(?:[/?#]|$)/.exec(
      typeof value === 'string' ? value : '',
    ) ?? [];
  return host === '' ? null : `${host}:${port ?? (scheme === 'http' ? '80' : String(HTTPS))}`;
}

function ofHost(value: unknown, port: number): string | null {
  if (typeof value !== 'string' || value === '') return null;
  return /:\d+$/.test(value) ? value : `${value}:${String(port)}`;
}
