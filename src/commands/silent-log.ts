import type { GatewayLog } from '../gateway.ts';

/** For commands that print their findings themselves. */
export const SILENT: GatewayLog = { info() {}, warn() {}, error() {} };
