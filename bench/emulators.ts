import { startEmulation } from '../src/demo.ts';

// The backends of a benchmark, in a process of their own, so that their memory is not counted as the gateway's.
// Prints what a configuration says to reach them, as one line of JSON, and runs until its input ends.

const emulation = await startEmulation({ tickets: Number(process.argv[2] ?? '1000') });
process.stdout.write(`${JSON.stringify(emulation.entries)}\n`);
process.stdin.on('end', () => {
  void emulation.stop();
});
process.stdin.resume();
