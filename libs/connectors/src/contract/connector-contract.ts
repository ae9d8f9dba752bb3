import { testFaults } from './contract-faults.js';
import { testLifecycle } from './contract-lifecycle.js';
import { testOpenings } from './contract-openings.js';
import { testPresentation } from './contract-presentation.js';
import { ContractTrial } from './contract-trial.js';
import type { ContractOptions } from './contract-world.js';

/** What every registered connector must keep, whatever it speaks to. To be called at the top of a `*.contract-spec.ts`. */
export function describeConnectorContract(options: ContractOptions): void {
  describe(`the contract, kept by ${options.name}`, () => {
    const trial = new ContractTrial(options);
    testPresentation(trial);
    testLifecycle(trial);
    testOpenings(trial);
    testFaults(trial);
  });
}
