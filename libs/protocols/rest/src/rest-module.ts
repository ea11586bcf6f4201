import type { Provider, Type } from '@nestjs/common';
import { Module, type DynamicModule } from '@nestjs/common';
import { AttentionController } from './controllers/attention.controller.js';
import { AuditController } from './controllers/audit.controller.js';
import { BindingsController } from './controllers/bindings.controller.js';
import { ClusterController } from './controllers/cluster.controller.js';
import { ConnectionsController } from './controllers/connections.controller.js';
import { DeliveriesController } from './controllers/deliveries.controller.js';
import { ErrorGroupsController } from './controllers/error-groups.controller.js';
import { EventsController } from './controllers/events.controller.js';
import { ExchangesController } from './controllers/exchanges.controller.js';
import { ExplanationsController } from './controllers/explanations.controller.js';
import { HistoryController } from './controllers/history.controller.js';
import { MessageLivesController } from './controllers/message-lives.controller.js';
import { MessagesController } from './controllers/messages.controller.js';
import { OperationsController } from './controllers/operations.controller.js';
import { PausesController } from './controllers/pauses.controller.js';
import { PermissionsController } from './controllers/permissions.controller.js';
import { PoliciesController } from './controllers/policies.controller.js';
import { PublishController } from './controllers/publish.controller.js';
import { QueuesController } from './controllers/queues.controller.js';
import { SearchController } from './controllers/search.controller.js';
import { SessionsController } from './controllers/sessions.controller.js';
import { StatisticsController } from './controllers/statistics.controller.js';
import { TokensController } from './controllers/tokens.controller.js';
import { TopicPermissionsController } from './controllers/topic-permissions.controller.js';
import { UsersController } from './controllers/users.controller.js';
import { VhostsController } from './controllers/vhosts.controller.js';
import { SystemController } from './system/system.controller.js';

const controllers: Type[] = [
  PublishController,
  DeliveriesController,
  MessagesController,
  MessageLivesController,
  SearchController,
  QueuesController,
  PausesController,
  OperationsController,
  ExchangesController,
  BindingsController,
  PoliciesController,
  VhostsController,
  StatisticsController,
  ErrorGroupsController,
  AttentionController,
  ExplanationsController,
  EventsController,
  HistoryController,
  AuditController,
  ClusterController,
  ConnectionsController,
  UsersController,
  PermissionsController,
  TopicPermissionsController,
  TokensController,
  SessionsController,
  SystemController,
];

@Module({})
export class RestModule {
  static with(providers: Provider[]): DynamicModule {
    return { module: RestModule, controllers, providers };
  }
}
