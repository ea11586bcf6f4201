type Environment = Readonly<Record<string, string | undefined>>;

interface Companion {
  /** Each of these needs it. */
  readonly of: readonly string[];
  readonly accepted: string;
}

const companions: Readonly<Record<string, Companion>> = {
  HOWDAH_ENVIRONMENT: { of: ['HOWDAH_ENVIRONMENT_COLOR'], accepted: 'the name that the dashboard shows in that colour' },
  // A name without a password would get the password that everybody knows.
  HOWDAH_ADMIN_PASSWORD: { of: ['HOWDAH_ADMIN_USER'], accepted: 'the password of that user' },
  HOWDAH_TLS_CERT: {
    of: ['HOWDAH_AMQPS_PORT', 'HOWDAH_TLS_KEY', 'HOWDAH_TLS_CA'],
    accepted: "the path of a PEM file with the server's certificate",
  },
  HOWDAH_TLS_KEY: {
    of: ['HOWDAH_AMQPS_PORT', 'HOWDAH_TLS_CERT'],
    accepted: "the path of a PEM file with the certificate's key, unencrypted",
  },
  HOWDAH_TLS_CA: {
    of: ['HOWDAH_TLS_CLIENT_CERTIFICATE'],
    accepted: "the path of a PEM file with the certificates that sign clients' ones",
  },
  // Whoever gives a certificate believes that somebody listens with it.
  HOWDAH_AMQPS_PORT: { of: ['HOWDAH_TLS_CERT'], accepted: 'the port of AMQP over TLS, usually 5671, or off' },
};

/** With these values they need nothing. */
const idleValues: Environment = { HOWDAH_AMQPS_PORT: 'off', HOWDAH_TLS_CLIENT_CERTIFICATE: 'optional' };

/** A sentence for each variable that is missing beside another one. */
export function missingCompanions(values: Environment): string[] {
  return Object.entries(companions).flatMap(([name, { of, accepted }]) => {
    const beside = of.find((other) => values[other] !== undefined && values[other] !== idleValues[other]);
    if (beside === undefined || values[name] !== undefined) return [];
    return [`${name}: found nothing beside ${beside}; accepted is ${accepted}`];
  });
}
