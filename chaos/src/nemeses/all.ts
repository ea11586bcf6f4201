import { allBrokersKill, brokerKill, brokerPause, rollingRestart } from './brokers.js';
import { clockSkew } from './clock-skew.js';
import { deadNames } from './dead-names.js';
import { diskFull } from './disk-full.js';
import { connectionExhaustion } from './exhaustion.js';
import {
  brokerBlackhole,
  brokerHalfOpen,
  brokerPartition,
  connectionReset,
  primaryPartition,
  slowLink,
  standbyPartition,
} from './network.js';
import type { Nemesis } from './nemesis.js';
import {
  etcdPause,
  powerCut,
  primaryCrash,
  primaryFreeze,
  primaryKill,
  standbyKill,
  switchover,
  twoPrimaries,
  waitCancelled,
} from './primary.js';

export const nemeses: readonly Nemesis[] = [
  brokerKill,
  brokerPause,
  allBrokersKill,
  rollingRestart,
  primaryKill,
  primaryCrash,
  switchover,
  primaryPartition,
  primaryFreeze,
  twoPrimaries,
  waitCancelled,
  etcdPause,
  powerCut,
  deadNames,
  standbyKill,
  standbyPartition,
  brokerPartition,
  brokerBlackhole,
  brokerHalfOpen,
  connectionReset,
  slowLink,
  diskFull,
  connectionExhaustion,
  clockSkew,
];

/** Those that take no Debian package, and together little time. */
export const shortNemeses: readonly Nemesis[] = [brokerKill, brokerPause, primaryKill, brokerPartition];
