import { page } from './file';
import { faultsPage } from './page';

it('docs/faults.md shows the table as it is; LUMA_PAGE=1 writes it anew', () => {
	expect(page(faultsPage())).toBe(faultsPage());
});
