'use strict';

/**
 * What is measured, in the order of the page. A measure is
 *
 *   { name, title, about?, fullOnly?, run({ full, log }) => { tables, targets, checks, pictures? } }
 *
 * - `fullOnly`: it takes too long for the short run, but can be asked for by its name
 * - `tables`: `{ title?, head: string[], rows: Array<Array<string | number>>, note? }`
 * - `targets`: `{ what, wanted, reached, met, why? }`; `why` names the limit that stands in the way
 * - `pictures`: SVGs by their names, which docs/pictures/ keeps and the page shows
 * - `checks`: `{ what, expected, found }`, counts that show that everybody did the same work
 *
 * Rivals run inside their measure, on the same emulator.
 */
module.exports = [
	require('./workerSeconds'),
	require('./lag'),
	require('./manyTasks'),
	require('./overhead'),
	require('./download'),
	require('./package'),
	require('./pipeline'),
	require('./growth'),
];
