import type { verdict as en } from '../en/verdict.js';
import type { Texts } from '../texts.js';

export const verdict: Texts<typeof en> = {
  looking: '概览',
  troubled_one: '{{total}} 个队列中有 {{count}} 个需要关注',
  troubled_other: '{{total}} 个队列中有 {{count}} 个需要关注',
  odd: '队列正常，但有其他异常',
  clear: '一切正常。每秒 {{rate}} 条消息，无等待。',
  clearWaiting: '一切正常。每秒 {{rate}} 条消息，最长等待 {{age}}。',
  notLoaded: '控制台未能加载：请重新加载此页面',
};
