import { pictureType } from '../../../../nodes/Luma/operations/fields/imageType';

const bytes = (...parts: Array<number[] | string>) =>
	Buffer.concat(
		parts.map((part) =>
			typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
		),
	);

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

describe('the type of an image by its first bytes', () => {
	it.each<[string, Buffer]>([
		['image/png', bytes(PNG, 'IHDR')],
		['image/jpeg', bytes([0xff, 0xd8, 0xff, 0xe0], 'JFIF')],
		['image/jpeg', bytes([0xff, 0xd8, 0xff, 0xe1], 'Exif')],
		['image/webp', bytes('RIFF', [0x24, 0, 0, 0], 'WEBPVP8 ')],
		['image/gif', bytes('GIF89a')],
		['image/gif', bytes('GIF87a')],
	])('is %s', (type, content) => {
		expect(pictureType(content)).toBe(type);
	});

	it.each<[string, Buffer]>([
		['nothing', bytes()],
		['one byte', bytes([0xff])],
		['half of the signature of a PNG', bytes(PNG.slice(0, 4))],
		['half of the signature of a JPEG', bytes([0xff, 0xd8])],
		['a WAV', bytes('RIFF', [0x24, 0, 0, 0], 'WAVEfmt ')],
		['a truncated RIFF', bytes('RIFF', [0x24, 0, 0, 0])],
		['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg">')],
		['a web page', bytes('<!DOCTYPE html>')],
		['a PDF', bytes('%PDF-1.7')],
		['a video', bytes([0, 0, 0, 0x18], 'ftypmp42')],
		['a HEIC', bytes([0, 0, 0, 0x18], 'ftypheic')],
		['a file name', bytes('image.png')],
		['a signature that is not at the start', bytes(' ', PNG)],
	])('is unknown for %s', (_name, content) => {
		expect(pictureType(content)).toBeUndefined();
	});
});
