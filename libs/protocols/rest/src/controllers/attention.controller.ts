import { operations } from '@howdah/contracts';
import type { Broker, Session } from '@howdah/core';
import { Controller, Inject } from '@nestjs/common';
import { BROKER } from '../injected.js';
import { showAttention } from '../json/show-attention.js';
import { Caller } from '../login/caller.js';
import { Route } from '../route/route.js';

const { getAttention } = operations;

@Controller()
export class AttentionController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(getAttention)
  async get(@Caller() session: Session) {
    return showAttention(await this.broker.statistics.attention(session));
  }
}
