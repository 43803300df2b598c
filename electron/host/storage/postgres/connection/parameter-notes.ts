import type { FieldOrigin } from '../../../../../shared/domain/project-settings.ts';

/** Parameters that were read, or that change nothing here. */
const understood = new Set([
  'host',
  'port',
  'dbname',
  'user',
  'password',
  'passfile',
  'service',
  'servicefile',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'application_name',
  'fallback_application_name',
  'client_encoding',
  'sslcompression',
  'sslsni',
  'ssl_min_protocol_version',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
]);

/** Values that ask for what happens anyway. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  channel_binding: ['disable', 'prefer'],
  gssencmode: ['disable', 'prefer'],
  target_session_attrs: ['any'],
  load_balance_hosts: ['disable'],
  sslnegotiation: ['postgres'],
  sslcertmode: ['allow'],
};

const meaning: Readonly<Record<string, string>> = {
  target_session_attrs: 'the first host that answers is taken',
  load_balance_hosts: 'hosts are tried in their order',
  options: 'settings of the session are Storeroom’s own',
  connect_timeout: 'each host has 10 seconds',
  channel_binding: 'check the server’s certificate instead (verify-full)',
  sslcrl: 'revoked certificates are not recognised',
  sslcrldir: 'revoked certificates are not recognised',
  sslpassword: 'the key must have no passphrase',
  requirepeer: 'the owner of the socket is not checked',
  require_auth: 'the server chooses how a password is asked for',
  gssencmode: 'TLS is the only encryption',
  krbsrvname: 'Kerberos is not supported',
  sslnegotiation: 'TLS is asked for first',
};

/** What is to be said of a parameter that is not followed; `null` when there is nothing. */
export function noteOfParameter(name: string, value: string, origin: FieldOrigin): string | null {
  if (understood.has(name) || harmless[name]?.includes(value)) return null;
  const source = origin.kind === 'environment' ? ` (${origin.text})` : '';
  const why = meaning[name];
  return `${name}${source} was left out${why === undefined ? '' : `: ${why}`}`;
}
