import { PROXY_FILE, PROXY_SEAL, writeSystemProxy } from '../../commands/system-proxy.ts';
import { mountedAt } from '../../facts/disk.ts';
import { exists, fileText } from '../../facts/files.ts';
import { run } from '../../model/action.ts';
import { content, readVars, text } from '../../model/params.ts';
import { NEW_BOOT } from '../../model/paths.ts';
import type { Content } from '../../model/secret.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { proxyText, systemProxy, type SystemProxy } from '../../model/system-proxy.ts';

interface Params {
  readonly redsocks_proxy: SystemProxy;
  readonly redsocks_conf: Content;
  readonly redsocks_seal: string;
}

/** Gives the new system the proxy of its site, before it looks for its services for the first time. */
export const systemProxyStep = defineStep({
  id: 'install/system-proxy',
  title: 'Write the proxy of the new system',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) =>
    readVars<Params>(vars, {
      redsocks_proxy: systemProxy,
      redsocks_conf: content,
      redsocks_seal: text,
    }),
  facts: () => ({
    sealed: fileText(PROXY_SEAL),
    isThere: exists(PROXY_FILE),
    mounted: mountedAt(NEW_BOOT),
  }),
  check: ({ sealed, isThere, mounted }, params) => {
    if (isThere && sealed?.trim() === params.redsocks_seal) return satisfied(byWhich(params));
    if (mounted === null)
      return blocked("the new system's partitions are not mounted", 'Resume the run.');
    return needed(
      `${sealed === null ? 'it is not written' : 'another one was given'}: ${byWhich(params)}`,
    );
  },
  apply: (_, { redsocks_conf: conf, redsocks_seal: seal, redsocks_proxy: { exceptions } }) => [
    { ...run(writeSystemProxy(seal, exceptions), 120_000), stdin: conf },
  ],
  expect: (facts, { redsocks_seal: seal }) => ({ ...facts, sealed: `${seal}\n`, isThere: true }),
  verify: ({ sealed, isThere }, { redsocks_seal: seal }) =>
    verifyThat(isThere && sealed?.trim() === seal, 'the seal is missing'),
  rollback: { kind: 'redo', because: 'it is written whole, and writing it again mends it' },
});

const byWhich = ({ redsocks_proxy: proxy }: Params): string =>
  `the new system goes by ${proxyText(proxy)}${proxy.hasLogin ? ', with a login' : ''}`;
