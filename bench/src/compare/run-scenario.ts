import { setTimeout as pause } from 'node:timers/promises';
import { machine } from '../environment.js';
import type { Figures } from './figures.js';
import type { Options } from './options.js';
import { againstRabbitmq, type Peer, type PeerName } from './peers.js';
import { peerResult, type CaseResult, type Result } from './results/result.js';
import type { Case, Scenario } from './scenario.js';
import { untilCalm } from './server-cost.js';
import { openPeers } from './servers/open-peers.js';

/** What one peer has given in one case. */
interface Cell {
  readonly of: Case;
  readonly peer: PeerName;
  readonly rounds: Figures[];
  readonly failures: string[];
}

/** Rounds of the cases, and in each case of the peers: what disturbs the machine for a while disturbs all of them. */
export async function runScenario(scenario: Scenario, options: Options, command: string): Promise<Result> {
  const names = scenario.peers.filter((name) => options.peers.includes(name));
  const cells = casesOf(scenario, options).flatMap((of) =>
    names.filter((name) => (of.peers ?? names).includes(name)).map((peer): Cell => ({ of, peer, rounds: [], failures: [] })),
  );
  const titles = new Set<string>();
  for (const rounds of roundsOfServers(scenario, options)) {
    const opened = await openPeers(names, options.cache, options.profile ? options.out : null);
    const { peers } = opened;
    for (const peer of peers) titles.add(titleOf(peer));
    try {
      for (const round of rounds)
        for (const cell of cells) await measure(cell, peers, options, `${scenario.name} ${round}/${options.rounds}`);
    } finally {
      await opened.stop();
    }
  }
  return resultOf(scenario, options, command, cells, [...titles]);
}

/** For each start of the servers the rounds that they are measured in. */
function roundsOfServers({ isFreshEachRound = false }: Scenario, { rounds }: Options): readonly (readonly number[])[] {
  const all = Array.from({ length: rounds }, (_, i) => i + 1);
  return isFreshEachRound ? all.map((round) => [round]) : [all];
}

/** Those that the options choose. */
export function casesOf({ cases, fullCases = [] }: Scenario, { quick, full, cases: wanted }: Options): readonly Case[] {
  const chosen = (full ? [...cases, ...fullCases] : cases).filter(({ name }) => name.includes(wanted));
  return quick ? chosen.slice(0, 1) : chosen;
}

/** A failure of one does not take the others' results away. */
async function measure(
  { of, peer: name, rounds, failures }: Cell,
  peers: readonly Peer[],
  options: Options,
  what: string,
): Promise<void> {
  const peer = peers.find((found) => found.name === name)!;
  await untilCalm(new Set(peers.map(({ server }) => server)));
  await pause(options.rest * 1000);
  try {
    rounds.push(await of.measure({ ...options, peer }));
    console.error(`${what}: ${of.name}, ${name}`);
  } catch (error) {
    failures.push((error as Error).message);
    console.error(`${what}: ${of.name}, ${name}: FAILED, ${(error as Error).message}`);
  }
}

function titleOf({ name, server, target }: Peer): string {
  return target.api === 'amqp' ? server.title : `${name} on ${server.title}`;
}

function resultOf(scenario: Scenario, options: Options, command: string, cells: readonly Cell[], versions: string[]): Result {
  const { name, title, figures, comparison = againstRabbitmq, comparesCases = false } = scenario;
  const cases = [...new Set(cells.map(({ of }) => of))].map((wanted): CaseResult => ({
    name: wanted.name,
    peers: cells.filter(({ of }) => of === wanted).map(({ peer, rounds, failures }) => peerResult(peer, rounds, failures)),
  }));
  const { rounds, seconds } = options;
  return { name, title, command, machine: machine(), versions, rounds, seconds, figures, comparison, comparesCases, cases };
}
