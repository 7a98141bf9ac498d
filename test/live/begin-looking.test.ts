import { expect, test } from '@jest/globals';
import { beginLooking } from '../../src/live/begin-looking.ts';

const [apart, together] = [
  { mark: 'mine', scope: 'PROCESS' },
  { mark: 'mine', scope: 'CLUSTER' },
] as const;

test.each([
  { kept: '"kept"', own: null, scope: 'CLUSTER', mark: 'kept', isSeamless: true },
  // What was found apart is not in the log that all share.
  { kept: '"kept"', own: apart, scope: 'CLUSTER', mark: 'kept', isSeamless: true },
  { kept: null, own: null, scope: 'CLUSTER', mark: null, isSeamless: false },
  { kept: null, own: null, scope: 'PROCESS', mark: null, isSeamless: false },
  { kept: null, own: together, scope: 'PROCESS', mark: 'mine', isSeamless: true },
  { kept: null, own: together, scope: 'CLUSTER', mark: 'mine', isSeamless: true },
  { kept: null, own: apart, scope: 'PROCESS', mark: 'mine', isSeamless: true },
  { kept: null, own: apart, scope: 'CLUSTER', mark: 'mine', isSeamless: false },
] as const)('with $kept kept and $own remembered, for $scope', ({ kept, own, scope, ...beginning }) => {
  expect(beginLooking(kept, own, scope)).toEqual(beginning);
});
