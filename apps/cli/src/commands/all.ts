import type { Command } from 'commander';
import type { Cli } from '../invoke.js';
import { addApiCommand } from './api.js';
import { addAttentionCommand } from './attention.js';
import { addAuditCommand } from './audit.js';
import { addBenchCommand } from './bench.js';
import { addBindingCommands } from './binding.js';
import { addCompletionCommands } from './completion.js';
import { addConnectionCommands } from './connection.js';
import { addContextCommands } from './context.js';
import { addDefinitionsCommands } from './definitions.js';
import { addDevCommand } from './dev.js';
import { addDlqCommands } from './dlq.js';
import { addDoctorCommand } from './doctor.js';
import { addExchangeCommands } from './exchange.js';
import { addExplainCommands } from './explain.js';
import { addMigrateCommands } from './migrate.js';
import { addOperationCommands } from './operation.js';
import { addPauseCommands } from './pause.js';
import { addPeekCommand } from './peek.js';
import { addPermissionCommands } from './permission.js';
import { addPolicyCommands } from './policy.js';
import { addPublishCommand } from './publish.js';
import { addQueueCommands } from './queue.js';
import { addRedriveCommand } from './redrive.js';
import { addScheduleCommands } from './schedule.js';
import { addTailCommand } from './tail.js';
import { addTokenCommands } from './token.js';
import { addTopCommand } from './top.js';
import { addUserCommands } from './user.js';
import { addVersionCommand } from './version.js';
import { addVhostCommands } from './vhost.js';

type AddCommands = (program: Command, cli: Cli) => void;

/** Every command, in the groups and the order of the help. */
export const commandGroups: Readonly<Record<string, readonly AddCommands[]>> = {
  Watch: [addAttentionCommand, addTopCommand, addExplainCommands, addAuditCommand],
  Messages: [addPublishCommand, addPeekCommand, addTailCommand, addScheduleCommands],
  'Fix and redrive': [addDlqCommands, addRedriveCommand, addOperationCommands, addPauseCommands],
  Topology: [
    ...[addQueueCommands, addExchangeCommands, addBindingCommands, addPolicyCommands, addVhostCommands],
    addDefinitionsCommands,
  ],
  Access: [addUserCommands, addPermissionCommands, addTokenCommands, addConnectionCommands],
  'Run and look after a server': [addDevCommand, addDoctorCommand, addMigrateCommands, addBenchCommand],
  'This command line': [addContextCommands, addCompletionCommands, addApiCommand, addVersionCommand],
};
