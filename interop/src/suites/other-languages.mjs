import { runChecks } from '../run-checks.mjs';

const jars = ['amqp-client', 'slf4j-api', 'slf4j-nop'].map((name) => `/usr/share/java/${name}.jar`);

/** @type {import('./suite.mjs').Suite} */
export const java = {
  name: 'java',
  title: "RabbitMQ's Java client 5.0.0",
  debian: ['default-jdk-headless', 'librabbitmq-client-java', 'libslf4j-java'],
  timeoutMs: 60_000,
  run: (context) => runChecks(context, 'JavaChecks.java', '/usr/bin/java', '-cp', jars.join(':')),
};

/** @type {import('./suite.mjs').Suite} */
export const ruby = {
  name: 'ruby',
  title: 'Bunny 2.19.0 (Ruby)',
  debian: ['ruby', 'ruby-bunny'],
  timeoutMs: 60_000,
  run: (context) => runChecks(context, 'ruby_checks.rb', '/usr/bin/ruby'),
};

/** @type {import('./suite.mjs').Suite} */
export const php = {
  name: 'php',
  title: 'php-amqplib 3.5.3, php-amqp 1.11.0',
  debian: ['php-cli', 'php-amqplib', 'php-amqp'],
  timeoutMs: 60_000,
  run: (context) => runChecks(context, 'php_checks.php', '/usr/bin/php'),
};
