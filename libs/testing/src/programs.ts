/** What also programs use that are no tests: nothing here needs a test runner. */
export { killGroup, startProgram, type RunningProgram, type WantedProgram } from './start-program.js';
export { rabbitmqPackages, rabbitmqPrograms, startRabbitmq, type Rabbitmq } from './rabbitmq.js';
