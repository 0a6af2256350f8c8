'use strict';

/** The files behind every link, and links in the shapes of the real ones. */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { createHash } = require('node:crypto');
const { amzDate } = require('./dates');
const { derivedId, derivedHex } = require('./tasks');

const MP4 = 'video/mp4';
const JPEG = 'image/jpeg';

/** Properties of the real files; README.md in their folder says how they were made. */
const SIZE = { width: 320, height: 180 };
const DURATION = 2;
/** The lifetime of every presigned link in the documents (docs/gateways.md#presigned-links). */
const EXPIRES_SECONDS = 3600;

const STEMS = ['first', 'second'];

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Not S3's algorithm, but like S3's it fails if a link is altered. */
const signatureOf = (path, date, expires) => sha256(`${path}\n${date}\n${expires}`);

class Media {
	/** @param {() => string} origin of the CDN, known only once it listens */
	constructor(origin) {
		this.origin = origin;
		this.contents = new Map();
		this.clear();
	}

	clear() {
		this.published = new Map();
	}

	/**
	 * @param {string} path
	 * @returns {{ name: string, type: string, signed: boolean }|undefined}
	 */
	at(path) {
		return this.published.get(path);
	}

	/** @param {string} name */
	read(name) {
		if (!this.contents.has(name)) {
			this.contents.set(name, readFileSync(join(__dirname, 'media', name)));
		}
		return this.contents.get(name);
	}

	#publish(path, name, type, signed = false) {
		this.published.set(path, { name, type, signed });
		return this.origin() + path;
	}

	/** Each link carries its own expiry; a later fetch returns a fresh one. */
	#presign(path, name, type, { at, task }) {
		const date = amzDate(at);
		const expires = task.scenario.expiresSeconds ?? EXPIRES_SECONDS;
		const query = new URLSearchParams({
			'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
			'X-Amz-Credential': `60bf44f3/${date.slice(0, 8)}/auto/s3/aws4_request`,
			'X-Amz-Date': date,
			'X-Amz-Expires': String(expires),
			'X-Amz-SignedHeaders': 'host',
			'X-Amz-Signature': signatureOf(path, date, expires),
		});
		return `${this.#publish(path, name, type, true)}?${query}`;
	}

	/**
	 * Links as of 2024-10 (docs/gateways.md#link-shapes): all files of a task side by side.
	 *
	 * @param {import('./tasks').Task} task
	 * @param {number} at
	 */
	lite(task, at) {
		const folder = `/lit_lite_inference_v1.6-xl/${derivedId(task, 'folder')}`;
		const file = (role, rest) => `${folder}/${derivedId(task, role)}_${rest}`;
		const video = `video0${derivedHex(task, 'video')}.mp4`;
		const clean = file('clean', video);
		return {
			watermarked: this.#publish(file('marked', `watermarked_${video}`), 'first.mp4', MP4),
			clean: this.#publish(clean, 'first.mp4', MP4),
			presigned: this.#presign(`/ai-lumalabs-storage${clean}`, 'first.mp4', MP4, { at, task }),
			thumbnail: this.#publish(file('thumb', 'video_0_thumb.jpg'), 'first.thumb.jpg', JPEG),
			lastFrame: this.#publish(file('last', 'video_0_last_frame.jpg'), 'first.last.jpg', JPEG),
		};
	}

	/**
	 * Links since 2024-11 (docs/gateways.md#link-shapes): a folder per file, and a thumbnail without an extension.
	 *
	 * @param {import('./tasks').Task} task
	 * @param {number} at
	 * @param {number} [index] which of the task's videos
	 */
	dreamMachine(task, at, index = 0) {
		const stem = STEMS[index];
		const folder = `/dream-machine/${derivedId(task, `folder ${index}`)}`;
		const file = (role, name) => `${folder}/${derivedId(task, `${role} ${index}`)}/${name}`;
		const video = `video0${derivedHex(task, `video ${index}`)}.mp4`;
		const clean = file('clean', video);
		const thumbnail = `/1KomXrSWiTojGGip43n0SQ/${derivedId(task, `thumb ${index}`)}/public`;
		return {
			watermarked: this.#publish(file('marked', `watermarked_${video}`), `${stem}.mp4`, MP4),
			clean: this.#publish(clean, `${stem}.mp4`, MP4),
			presigned: this.#presign(`/ai-lumalabs-storage${clean}`, `${stem}.mp4`, MP4, { at, task }),
			thumbnail: this.#publish(thumbnail, `${stem}.thumb.jpg`, JPEG),
			lastFrame: this.#publish(file('last', 'video_0_last_frame.jpg'), `${stem}.last.jpg`, JPEG),
		};
	}

	/** An image of the Agents API, presigned like its videos (docs/gateways.md#presigned-links). */
	presignedImage(task, at) {
		const path = `/ai-lumalabs-storage/image/${derivedId(task, 'image')}/image_0.jpg`;
		return this.#presign(path, 'first.thumb.jpg', JPEG, { at, task });
	}
}

module.exports = { Media, SIZE, DURATION, signatureOf };
