import { StemError } from '../../model/errors.ts';
import type { RunView } from '../../report/run-view.ts';
import type { App } from '../app.ts';
import { prepare, type Prepared } from './prepare.ts';
import type { SshWishes } from '../options.ts';
import { parseRequest, type RunRequest } from './request.ts';

interface Changes {
  readonly forks: number | undefined;
  readonly ssh: SshWishes;
}

/**
 * Everything of a run as it was asked for, read anew. Hosts that have reached the goal may have gone from the
 * inventory. @throws StemError BUNDLE_INVALID where a bundle is not the one that the run began with
 */
export async function prepareAgain(
  view: RunView,
  { forks, ssh }: Changes,
  app: App,
): Promise<{ readonly request: RunRequest; readonly prepared: Prepared }> {
  const first = parseRequest(view.request, view.runId);
  const request: RunRequest = {
    ...first,
    ...(forks === undefined
      ? {}
      : { forks, siteForks: first.siteForks === first.forks ? forks : first.siteForks }),
    knownHosts: ssh.knownHosts ?? first.knownHosts,
    sshConfig: ssh.sshConfig ?? first.sshConfig,
    hostKeyPolicy: ssh.hostKeyPolicy ?? first.hostKeyPolicy,
  };
  const prepared = await prepare(request, app);
  const known = new Set(first.bundles.map(({ sha256 }) => sha256));
  const other = prepared.bundles.find(({ sha256 }) => !known.has(sha256));
  if (other !== undefined)
    throw new StemError(
      `${other.file} is another bundle than the one run ${view.runId} began with`,
      {
        code: 'BUNDLE_INVALID',
        hint: 'Put the first one back, then resume; a device must not get half of each.',
      },
    );
  return { request, prepared };
}
