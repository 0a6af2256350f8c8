'use strict';

module.exports = async () => {
	await globalThis.lumaN8n?.close();
};
