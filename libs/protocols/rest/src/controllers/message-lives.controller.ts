import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, Session } from '@howdah/core';
import { Controller, Inject } from '@nestjs/common';
import { BROKER } from '../injected.js';
import { showLife } from '../json/show-life.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { getMessageLife } = operations;

@Controller()
export class MessageLivesController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(getMessageLife)
  async get(@Caller() session: Session, @Input(getMessageLife) { params, query }: InputOf<typeof getMessageLife>) {
    return showLife(await this.broker.life.getMessageLife(session, query.vhost, Number(params.message)));
  }
}
