const { createFile } = require('mp4box');
const { imageSize } = require('image-size');

/**
 * What a player would find in an MP4: `playable` is true if a video track has frames and all of them
 * are within the file.
 *
 * @param {Buffer} bytes
 */
function inspectVideo(bytes) {
	const file = createFile();
	let track;
	let seconds = 0;
	file.onReady = (movie) => {
		track = movie.tracks.find(({ video }) => video);
		seconds = movie.duration / movie.timescale;
	};
	file.onError = () => {};
	const buffer = new Uint8Array(bytes).buffer;
	file.appendBuffer(Object.assign(buffer, { fileStart: 0 }));
	file.flush();

	const frames = track ? file.getTrackSamplesInfo(track.id) : [];
	const isWhole = frames.every(({ offset, size }) => offset + size <= bytes.length);
	return {
		playable: frames.length > 0 && isWhole,
		width: track?.video.width,
		height: track?.video.height,
		codec: track?.codec,
		seconds,
	};
}

/** Whether an image viewer would open it. @param {Buffer} bytes */
function isPicture(bytes) {
	try {
		return imageSize(bytes).width > 0;
	} catch {
		return false;
	}
}

module.exports = { inspectVideo, isPicture };
