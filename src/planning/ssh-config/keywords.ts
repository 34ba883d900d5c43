/** What becomes of a keyword of ssh_config(5). docs/operators-guide.md has the same table. */
export const HONOURED: ReadonlySet<string> = new Set([
  ...['host', 'match', 'include', 'ignoreunknown'],
  ...['hostname', 'user', 'port', 'addressfamily', 'bindaddress', 'connecttimeout'],
  ...['proxyjump', 'proxycommand', 'serveraliveinterval', 'serveralivecountmax'],
  ...['identityfile', 'identitiesonly', 'identityagent', 'preferredauthentications'],
  ...['pubkeyauthentication', 'passwordauthentication', 'kbdinteractiveauthentication'],
  ...['hostkeyalias', 'userknownhostsfile', 'globalknownhostsfile', 'stricthostkeychecking'],
  ...['hashknownhosts', 'revokedhostkeys'],
  ...['ciphers', 'macs', 'kexalgorithms', 'hostkeyalgorithms', 'pubkeyacceptedalgorithms'],
]);

/** Without meaning here, or never weaker than what they ask for. */
export const IGNORED: ReadonlySet<string> = new Set([
  // There is one connection a host, and it is kept.
  ...['controlmaster', 'controlpath', 'controlpersist'],
  // Nobody sits at a terminal.
  ...['batchmode', 'numberofpasswordprompts', 'requesttty', 'sessiontype', 'stdinnull', 'tag'],
  ...['forkafterauthentication', 'escapechar', 'enableescapecommandline', 'visualhostkey'],
  ...['permitlocalcommand', 'localcommand', 'loglevel', 'logverbose', 'syslogfacility'],
  ...['fingerprinthash', 'addkeystoagent', 'warnweakcrypto', 'versionaddendum'],
  // Nothing is forwarded.
  ...['forwardagent', 'forwardx11', 'forwardx11timeout', 'forwardx11trusted', 'xauthlocation'],
  ...['localforward', 'remoteforward', 'dynamicforward', 'gatewayports', 'clearallforwardings'],
  ...['exitonforwardfailure', 'permitremoteopen', 'streamlocalbindmask', 'streamlocalbindunlink'],
  ...['tunnel', 'tunneldevice', 'sendenv', 'setenv'],
  // Details of the line.
  ...['compression', 'compressionlevel', 'connectionattempts', 'tcpkeepalive', 'ipqos'],
  ...['rekeylimit', 'channeltimeout', 'obscurekeystroketiming'],
  // Ways to log in or to trust that are not used.
  ...['gssapiauthentication', 'gssapidelegatecredentials', 'gssapikeyexchange', 'gssapitrustdns'],
  ...['gssapirenewalforcesrekey', 'gssapikexalgorithms', 'gssapiclientidentity'],
  ...['gssapiserveridentity', 'hostbasedauthentication', 'hostbasedacceptedalgorithms'],
  ...['hostbasedkeytypes', 'enablesshkeysign', 'casignaturealgorithms', 'securitykeyprovider'],
  ...['checkhostip', 'verifyhostkeydns', 'updatehostkeys', 'nohostauthenticationforlocalhost'],
  // Without CanonicalizeHostname they say nothing.
  ...['canonicaldomains', 'canonicalizefallbacklocal', 'canonicalizemaxdots'],
  ...['canonicalizepermittedcnames'],
  // Gone from OpenSSH, which only warns.
  ...['protocol', 'cipher', 'rsaauthentication', 'rhostsrsaauthentication', 'useroaming'],
  ...['useprivilegedport', 'afstokenpassing', 'kerberosauthentication', 'keepalive'],
]);

export interface Refusal {
  /** Values with which it says nothing. */
  readonly harmless: readonly string[];
  /** Follows "KEYWORD can't be honoured". */
  readonly because: string;
}

const refusal = (because: string, ...harmless: readonly string[]): Refusal => ({
  because,
  harmless,
});
const NO = ['no', 'false', 'none'];

/** To go on without them would reach another device, or trust what the file does not. */
export const REFUSED: Readonly<Record<string, Refusal>> = {
  canonicalizehostname: refusal('write full names, or HostName, in its place', ...NO),
  bindinterface: refusal('use BindAddress', ...NO),
  proxyusefdpass: refusal('use a ProxyCommand that carries the bytes itself', ...NO),
  knownhostscommand: refusal('put its keys into a known_hosts file', ...NO),
  certificatefile: refusal('certificates are not supported: use a plain key', ...NO),
  pkcs11provider: refusal('load the token into an ssh-agent', ...NO),
  smartcarddevice: refusal('load the token into an ssh-agent', ...NO),
  remotecommand: refusal('it is for a shell at a terminal: take it out for this host', ...NO),
  requiredrsasize: refusal('leave RSA keys out by HostKeyAlgorithms', '1024'),
  refuseconnection: refusal('the file forbids to connect to this host'),
};
