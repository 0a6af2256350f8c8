const { dest, src } = require('gulp');

/**
 * Copies what tsc does not: icons and the codex (search terms, categories).
 * Only nodes/ and credentials/ are looked at, so pictures of the documentation are never published.
 * `encoding: false` keeps binary files whole: gulp 5 reads them as text otherwise.
 */
function buildAssets() {
	return src(['{nodes,credentials}/**/*.{svg,png}', 'nodes/**/*.node.json'], {
		encoding: false,
		base: '.',
	}).pipe(dest('dist'));
}

exports['build:assets'] = buildAssets;
