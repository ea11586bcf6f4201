import type { Nemesis } from './nemesis.js';

/** Longer than the leases of a broker that is not heard of, at least. */
const silentSeconds = [11, 16] as const;

export const brokerKill: Nemesis = {
  name: 'broker-kill',
  title: 'SIGKILL of a broker',
  async strike({ stage: { brokers }, random, last, begins }) {
    const broker = random.pick(brokers);
    begins(broker);
    await broker.kill();
    await last(1, 13);
    await broker.start();
  },
};

export const brokerPause: Nemesis = {
  name: 'broker-pause',
  title: 'SIGSTOP of a broker for 11 to 16 s, SIGCONT',
  async strike({ stage: { brokers }, random, last, begins }) {
    const broker = random.pick(brokers);
    begins();
    broker.signal('SIGSTOP');
    await last(...silentSeconds);
    broker.signal('SIGCONT');
  },
};

export const rollingRestart: Nemesis = {
  name: 'rolling-restart',
  title: 'Restart of all brokers, one after the other',
  async strike({ stage: { brokers }, begins }) {
    begins();
    for (const broker of brokers) {
      await broker.end();
      await broker.start();
    }
  },
};

export const allBrokersKill: Nemesis = {
  name: 'all-brokers-kill',
  title: 'SIGKILL of all brokers, and their start',
  async strike({ stage: { brokers }, begins }) {
    begins(...brokers);
    await Promise.all(brokers.map((broker) => broker.kill()));
    await Promise.all(brokers.map((broker) => broker.start()));
  },
};
