/** The part of n8n-workflow that the pure code uses; the whole takes longer to load than the tests to run. */
exports.sleep = async (milliseconds) =>
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
