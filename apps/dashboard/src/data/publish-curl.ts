/** A command that publishes this request to a queue; asks for the password. `base` is the broker's address. */
export function publishCurl(base: string, vhost: string, queue: string, request: string): string {
  const query = vhost === '/' ? '' : `?vhost=${encodeURIComponent(vhost)}`;
  const url = `${base}v1/queues/${encodeURIComponent(queue)}/messages${query}`;
  return `curl -u USER -H 'content-type: application/json' '${url}' -d '${request.replaceAll("'", "'\\''")}'`;
}
