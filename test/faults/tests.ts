import { report } from '../fuzz/machine';
import { useTestbed } from './testbed';
import { casesOf, OPERATIONS, type OperationName } from './cases';
import { check, totals } from './check';
import { TABLE } from './table';

/** Defines a test for each case of the table with these operations. Call once in a file. */
export function testOperations(...operations: OperationName[]) {
	const testbed = useTestbed();
	describe.each(TABLE)('$title', ({ faults }) => {
		for (const fault of faults) {
			for (const one of casesOf(fault, operations)) {
				const { operation, gateway, duration, continuesOnFail } = one;
				const how = `${duration}${continuesOnFail ? ', continues on fail' : ''}`;
				it(`${fault.name} | ${OPERATIONS[operation].name} | ${gateway} | ${how}`, async () => {
					check(one, await testbed.run(one), testbed.emulator);
				});
			}
		}
	});

	it('the key was searched for and not found', () => {
		report(`${operations.join(', ')}: ${JSON.stringify(totals)}`);
		expect(totals).toMatchObject({ leaks: 0 });
		expect(totals.searched).toBeGreaterThan(1_000 * totals.cases);
	});
}
