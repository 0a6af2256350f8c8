'use strict';

/** Checks of request bodies. Each returns a sentence that says what is wrong, or undefined. */

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first complaint of several checks. */
const firstOf = (...problems) => problems.find((problem) => problem !== undefined);

/**
 * @param {object} body
 * @param {string} type 'string' or 'boolean'
 * @param {string[]} fields optional fields that must have this type if they are present
 */
function types(body, type, fields) {
	const wrong = fields.find((field) => body[field] !== undefined && typeof body[field] !== type);
	return wrong && `${wrong} must be a ${type}`;
}

/** @param {string[]} fields that must be present and not empty */
function requiredText(body, fields) {
	const missing = fields.find((field) => typeof body[field] !== 'string' || body[field] === '');
	return missing && `${missing} is required`;
}

/** `{frame0?, frame1?}`, each an image URL or an earlier generation (docs/gateways.md#dream-machine-body). */
function keyframes(value) {
	if (value === undefined) return undefined;
	if (!isObject(value)) return 'keyframes must be an object';
	const unknown = Object.keys(value).find((name) => name !== 'frame0' && name !== 'frame1');
	if (unknown) return `keyframes.${unknown} is unknown`;
	const wrong = Object.entries(value).find(([, frame]) => !isFrame(frame));
	return wrong && `keyframes.${wrong[0]} must be {type:'image',url} or {type:'generation',id}`;
}

function isFrame(frame) {
	if (!isObject(frame)) return false;
	if (frame.type === 'image') return typeof frame.url === 'string' && frame.url !== '';
	return frame.type === 'generation' && typeof frame.id === 'string' && frame.id !== '';
}

module.exports = { isObject, firstOf, types, requiredText, keyframes };
