/**
 * The server ends a session whose broker does not answer: by itself it would keep it for two hours, with its place among
 * max_connections and, in the middle of a transaction, with its locks, for which other brokers wait. A broker that was cut off
 * opens new sessions, so two or three cuts in a row are enough to leave no place for anybody. Transactions of ours never wait
 * for anything but the database; where they do, their broker stands still.
 */
export const sessionSettings = [
  '-c tcp_keepalives_idle=10', // s
  '-c tcp_keepalives_interval=5', // s
  '-c tcp_keepalives_count=3',
  '-c tcp_user_timeout=25s', // answers that nobody confirms
  '-c idle_in_transaction_session_timeout=10s',
].join(' ');
