/** All that the pure parts use of n8n-workflow, which takes longer to load than their tests to run. */
exports.sleep = async (milliseconds) =>
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
