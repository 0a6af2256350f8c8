'use strict';

/**
 * The measures, in the order of the page. A measure is
 *
 *   { name, title, about?, fullOnly?, run({ full, log }) => { tables, targets, checks, pictures? } }
 *
 * - `fullOnly`: too long for the short run, but can be selected by name
 * - `tables`: `{ title?, head: string[], rows: Array<Array<string | number>>, note? }`
 * - `targets`: `{ what, wanted, reached, met, why? }`; `why` explains why a target is missed
 * - `pictures`: SVGs by name, which are written to docs/generated/ and shown on the page
 * - `checks`: `{ what, expected, found }`, counts that show that all contenders did the same work
 *
 * Rivals run inside their measure, against the same emulator.
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
