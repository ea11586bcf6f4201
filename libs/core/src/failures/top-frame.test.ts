import { expect, it } from 'vitest';
import { topFrame } from './top-frame.js';

const node = `PaymentTimeout: no answer
    at Socket.onTimeout (node:net:555:8)
    at wrap (/app/node_modules/retry/index.js:12:3)
    at async charge (/app/src/charge.ts:88:11)
    at async /app/src/worker.ts:10:5`;

const java = `com.shop.PaymentTimeout: no answer
	at java.base/java.net.Socket.read(Socket.java:10)
	at java.util.Timer.run(Timer.java:5)
	at com.shop.Charge.run(Charge.java:88)`;

const python = `Traceback (most recent call last):
  File "/app/worker.py", line 10, in run
    charge(order)
  File "/app/charge.py", line 88, in charge
    pay()
  File "/usr/lib/python3/site-packages/pay/client.py", line 5, in pay
PaymentTimeout: no answer`;

it.each([
  ['of Node', node, 'charge (charge.ts)'],
  ['of Java', java, 'com.shop.Charge.run (Charge.java)'],
  ['of Python, the last call', python, 'charge (charge.py)'],
  ['without a function', 'E: x\n    at file:///app/src/worker.ts:10:5', 'worker.ts'],
  ['that is foreign when there is no other', 'E: x\n    at wrap (/app/node_modules/a/b.js:1:1)', 'wrap (b.js)'],
  ['on Windows', 'E: x\n    at run (C:\\app\\run.ts:1:1)', 'run (run.ts)'],
])('finds the topmost frame %s', (_, stack, frame) => {
  expect(topFrame(stack)).toBe(frame);
});

it('finds none where there is none', () => {
  expect(topFrame(undefined)).toBeNull();
  expect(topFrame('')).toBeNull();
  expect(topFrame('something else entirely')).toBeNull();
});

it('does not change with line or directory', () => {
  const moved = node.replace('/app/src/charge.ts:88:11', '/srv/build-17/charge.ts:90:1');
  expect(topFrame(moved)).toBe(topFrame(node));
});
