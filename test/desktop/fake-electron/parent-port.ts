import { EventEmitter } from 'node:events';

// Loaded before the entry of a process that the fake's `utilityProcess.fork` starts (api/process: process.parentPort).
const port = new EventEmitter();
const send = process.send?.bind(process);

Object.defineProperty(process, 'parentPort', {
  value: Object.assign(port, { postMessage: (message: unknown) => send?.(message) }),
});
// A utility process has no channel of `child_process`.
Object.defineProperty(process, 'send', { value: undefined });
process.on('message', (data) => port.emit('message', { data, ports: [] }));
