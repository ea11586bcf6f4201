import { attentionOperations } from './operations/attention.js';
import { auditOperations } from './operations/audit.js';
import { bindingOperations } from './operations/bindings.js';
import { clusterOperations } from './operations/cluster.js';
import { connectionOperations } from './operations/connections.js';
import { deliveryOperations } from './operations/deliveries.js';
import { errorGroupOperations } from './operations/error-groups.js';
import { eventOperations } from './operations/events.js';
import { exchangeOperations } from './operations/exchanges.js';
import { messageOperationOperations } from './operations/message-operations.js';
import { explanationOperations } from './operations/explanations.js';
import { historyOperations } from './operations/history.js';
import { messageLifeOperations } from './operations/message-lives.js';
import { messageOperations } from './operations/messages.js';
import { pauseOperations } from './operations/pauses.js';
import { permissionOperations } from './operations/permissions.js';
import { policyOperations } from './operations/policies.js';
import { publishOperations } from './operations/publish.js';
import { queueOperations } from './operations/queues.js';
import { searchOperations } from './operations/search.js';
import { sessionOperations } from './operations/sessions.js';
import { statisticsOperations } from './operations/statistics.js';
import { systemOperations } from './operations/system.js';
import { tokenOperations } from './operations/tokens.js';
import { topicPermissionOperations } from './operations/topic-permissions.js';
import { userOperations } from './operations/users.js';
import { vhostOperations } from './operations/vhosts.js';

/** The whole API, by operation id. */
export const operations = {
  ...publishOperations,
  ...deliveryOperations,
  ...messageOperations,
  ...messageLifeOperations,
  ...searchOperations,
  ...queueOperations,
  ...messageOperationOperations,
  ...pauseOperations,
  ...exchangeOperations,
  ...bindingOperations,
  ...policyOperations,
  ...vhostOperations,
  ...statisticsOperations,
  ...errorGroupOperations,
  ...attentionOperations,
  ...explanationOperations,
  ...eventOperations,
  ...historyOperations,
  ...auditOperations,
  ...clusterOperations,
  ...connectionOperations,
  ...userOperations,
  ...permissionOperations,
  ...topicPermissionOperations,
  ...tokenOperations,
  ...sessionOperations,
  ...systemOperations,
};
