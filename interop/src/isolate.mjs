/**
 * The words that start a program in a network and a process tree of its own: there localhost:5672 is free and nobody else's, and nothing that it
 * started lives on when it ends. An account that is not root does it in a user namespace.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @returns {[string, ...string[]]}
 */
export function isolated(program, ...programArguments) {
  const asUser = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps'];
  // The shell is the first process: it reaps what the broker leaves behind. It stays because something follows the last command.
  // A client's test of its time limit wants an address where nobody answers; without a route it would be told at once.
  const network = 'ip link set lo up && ip route add 10.255.255.1/32 dev lo';
  const script = `${network} && "$@"; exit $?`;
  const namespaces = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return ['unshare', ...asUser, ...namespaces, 'bash', '-c', script, 'isolated', program, ...programArguments];
}

/** Debian's packages that it takes. */
export const isolationPackages = ['util-linux', 'iproute2', 'bash'];
