import { page } from './file';
import { faultsPage } from './page';

it('docs/generated/faults.md matches the table; LUMA_PAGE=1 rewrites it', () => {
	expect(page(faultsPage())).toBe(faultsPage());
});
