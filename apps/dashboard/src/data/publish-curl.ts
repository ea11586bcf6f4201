interface Target {
  /** The broker's address. */
  readonly base: string;
  readonly vhost: string;
  readonly queue: string;
  /** Default: a word that stands for one. */
  readonly user?: string;
}

/** A command that publishes this request, as JSON, to a queue; it asks for the password. */
export function publishCurl({ base, vhost, queue, user = 'USER' }: Target, request: string): string {
  const query = vhost === '/' ? '' : `?vhost=${encodeURIComponent(vhost)}`;
  const url = `${base}v1/queues/${encodeURIComponent(queue)}/messages${query}`;
  return `curl -u ${user} -H 'content-type: application/json' '${url}' -d '${request.replaceAll("'", "'\\''")}'`;
}
