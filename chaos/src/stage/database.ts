/** A Postgres of the cluster. */
export interface DatabaseNode {
  readonly name: string;
  /** Where it listens itself, on this machine. */
  readonly port: number;
}

/** The nodes that brokers work on, with whatever elects among them. */
export interface DatabaseCluster {
  readonly title: string;
  readonly nodes: readonly DatabaseNode[];
  /** Of a superuser, and of the database that brokers use. */
  readonly login: { readonly user: string; readonly password: string; readonly database: string };
  /** Of the account that brokers use. */
  readonly brokerLogin: { readonly user: string; readonly password: string };
  /** The process that ends when the node's Postgres does. */
  postmaster(node: DatabaseNode): number;
  /** Ends a node as losing its machine does. */
  kill(node: DatabaseNode): Promise<void>;
  /** Starts what was killed; where it comes back by itself nothing has to be done. */
  revive(node: DatabaseNode): Promise<void>;
  stop(): Promise<void>;
}

/** What more there is under Patroni. */
export interface PatroniCluster extends DatabaseCluster {
  /** How long a primary stays one that says nothing any more. */
  readonly electedForMs: number;
  /** Asks for another primary, and waits until it is one. */
  switchOver(primary: DatabaseNode): Promise<void>;
  /** The one does not hear the others' replication any more, nor is it heard. */
  cutReplication(primary: DatabaseNode, standbys: readonly DatabaseNode[]): void;
  /** A node stands still, its Patroni with it, and nobody is told. */
  freeze(node: DatabaseNode): void;
  thaw(node: DatabaseNode): void;
  /** Its Postgres goes on with nobody to demote it; `revive` brings the Patroni back. */
  killPatroni(node: DatabaseNode): Promise<void>;
  /** Where the nodes agree on who is the primary. */
  signalEtcd(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Neither the other nodes nor etcd hear it, nor does it hear them. */
  isolate(node: DatabaseNode): void;
  /** Nodes and etcd reach each other again. */
  heal(): void;
  /** The file system of its data, small and its own; undefined where that takes an account that we are not. */
  readonly fileSystem?: (node: DatabaseNode) => string;
}

export const isPatroni = (cluster: DatabaseCluster): cluster is PatroniCluster => 'switchOver' in cluster;
