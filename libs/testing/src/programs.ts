/** What also programs use that are no tests: nothing here needs a test runner. */
export { killGroup, startProgram, type RunningProgram, type WantedProgram } from './start-program.js';
export { rabbitmqPackages, rabbitmqPrograms, startRabbitmq, type Rabbitmq } from './rabbitmq.js';
export { startNameServer, type NameServer } from './name-server.js';
export { makeScratchFolder } from './scratch-folder.js';
export { startFaultProxy, type Fault, type FaultProxy } from './fault-proxy.js';
export { startReplicatedPostgres, type ReplicatedPostgres } from './replicated-postgres.js';
