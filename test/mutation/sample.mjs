import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Leaves out all but every fourth function or constant of a file. */
const SHARE = 4;

export const strykerPlugins = [
	declareValuePlugin(PluginKind.Ignore, 'sample', {
		shouldIgnore(path) {
			const isPart = path.parentPath?.isProgram() && path.key % SHARE !== 0;
			return isPart ? 'not in the sample' : undefined;
		},
	}),
];
