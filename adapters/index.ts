import type { EmulatorOptions, RunningEmulator } from '../src/emulation/emulator.ts';
import type { AdapterDefinition } from '../src/upstream/adapter-definition.ts';
import { demoSettings as crmDemoSettings } from './crm/demo.ts';
import { startEmulator as startCrmEmulator } from './crm/emulator.ts';
import { crm } from './crm/index.ts';
import { demoSettings as huaweiDemoSettings } from './huawei/demo.ts';
import { startEmulator as startHuaweiEmulator } from './huawei/emulator.ts';
import { huawei } from './huawei/index.ts';
import { demoSettings as hybrisDemoSettings } from './hybris/demo.ts';
import { startEmulator as startHybrisEmulator } from './hybris/emulator.ts';
import { hybris } from './hybris/index.ts';
import { demoSettings as oneviewDemoSettings } from './oneview/demo.ts';
import { startEmulator as startOneviewEmulator } from './oneview/emulator.ts';
import { oneview } from './oneview/index.ts';
import { demoSettings as outsourcingDemoSettings } from './outsourcing/demo.ts';
import { startEmulator as startOutsourcingEmulator } from './outsourcing/emulator.ts';
import { outsourcing } from './outsourcing/index.ts';

/** A kind of backend with its stand-in for demo mode and tests. */
export interface AdapterEntry {
  readonly definition: AdapterDefinition;
  readonly startEmulator: (options?: EmulatorOptions) => Promise<RunningEmulator>;
  /** What the configuration says to reach a running emulator. */
  readonly demoSettings: (emulator: RunningEmulator) => Record<string, unknown>;
}

/** Every kind of backend that the gateway can speak to: one line a folder. */
export const adapters: readonly AdapterEntry[] = [
  { definition: crm, startEmulator: startCrmEmulator, demoSettings: crmDemoSettings },
  { definition: huawei, startEmulator: startHuaweiEmulator, demoSettings: huaweiDemoSettings },
  { definition: hybris, startEmulator: startHybrisEmulator, demoSettings: hybrisDemoSettings },
  { definition: outsourcing, startEmulator: startOutsourcingEmulator, demoSettings: outsourcingDemoSettings },
  { definition: oneview, startEmulator: startOneviewEmulator, demoSettings: oneviewDemoSettings },
];
