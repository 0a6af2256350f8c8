import { brokenCitations, isBroken } from './citations';

it('every citation leads to a page and a heading that exist', () => {
	expect(brokenCitations()).toEqual([]);
});

it('a citation of a missing page or heading counts as broken', () => {
	expect(isBroken('docs/gateways.md', 'unknown-tasks')).toBe(false);
	expect(isBroken('docs/gateways.md', 'no-such-heading')).toBe(true);
	expect(isBroken(['docs', 'none.md'].join('/'), undefined)).toBe(true);
});
