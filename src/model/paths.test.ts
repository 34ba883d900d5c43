import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import * as paths from './paths.ts';

const PROTOCOL = readFileSync(new URL('../../docs/device-protocol.md', import.meta.url), 'utf8');
const {
  STAGING,
  RUN,
  ROOT_LABEL,
  STAGING_LABEL,
  SEALS,
  RECORD,
  REHEARSAL,
  GROWING,
  RESTORED,
  RESTORED_BY_SCRIPT,
  BOOTED,
  NEW_CONFIG,
  CONFIG_KEPT,
  BUNDLE_SEAL,
  ENVIRONMENT_WIFI,
  ENVIRONMENT_CERTIFICATES,
  NEW_CERTIFICATES,
  ...rest
} = paths;

it('what lies in memory or on the staging partition stands in the device protocol', () => {
  for (const path of Object.values(rest)) {
    const within = path.startsWith(`${STAGING}/`) ? path.slice(STAGING.length + 1) : path;
    assert.ok(PROTOCOL.includes(`| \`${within}`), path);
  }
  const seals = [GROWING, RESTORED, RESTORED_BY_SCRIPT, BOOTED, NEW_CONFIG, CONFIG_KEPT];
  for (const word of [RUN, RECORD, REHEARSAL, ...seals, ROOT_LABEL, STAGING_LABEL])
    assert.ok(PROTOCOL.includes(word), word);
  for (const path of [ENVIRONMENT_WIFI, ENVIRONMENT_CERTIFICATES, NEW_CERTIFICATES])
    assert.ok(PROTOCOL.includes(path.slice(1)), path);
});

it('nothing of a system in memory lies where a boot keeps it, and seals lie where it does', () => {
  for (const path of [paths.LOCK, paths.JOBS, paths.CONFIRMED, STAGING, paths.NEW_ROOT])
    assert.ok(path.startsWith(`${RUN}/`), path);
  assert.ok(paths.NO_RETURN.startsWith(`${STAGING}/`));
  assert.ok(BUNDLE_SEAL.startsWith(`${paths.BUNDLE}/`));
  assert.ok(!SEALS.startsWith('/run'));
});
