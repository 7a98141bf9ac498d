import {
  FAULT_CASES,
  isHonest,
  runRefusedWrites,
  runWriteFault,
  startWriteGateway,
  WRITE_FAULTS,
  type WriteFaultRow,
} from '../test/support/write-faults.ts';

// What becomes of every write under every fault of the network: a row a write, a column a fault.

const gateway = await startWriteGateway();
const rows: WriteFaultRow[] = await runRefusedWrites();
for (const write of FAULT_CASES)
  for (const fault of WRITE_FAULTS) rows.push(await runWriteFault(gateway, write, fault));
await gateway.stop();

console.table(
  rows.map(({ backend, write, fault, outcome, applied, repeated }) => ({
    backend,
    write,
    fault,
    outcome,
    'times made': applied,
    'with the same key again': repeated.outcome,
    'times made in all': repeated.applied,
  })),
);
const dishonest = rows.filter((row) => !isHonest(row));
process.stdout.write(`${JSON.stringify({ rows, dishonest })}\n`);
process.exitCode = dishonest.length === 0 ? 0 : 1;
