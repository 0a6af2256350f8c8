import { pictureType } from '../../../../nodes/Luma/operations/fields/imageType';

const bytes = (...parts: Array<number[] | string>) =>
	Buffer.concat(
		parts.map((part) =>
			typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
		),
	);

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

describe('the type of a picture by its first bytes', () => {
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
		['half of the mark of a PNG', bytes(PNG.slice(0, 4))],
		['half of the mark of a JPEG', bytes([0xff, 0xd8])],
		['sound', bytes('RIFF', [0x24, 0, 0, 0], 'WAVEfmt ')],
		['a RIFF that is cut', bytes('RIFF', [0x24, 0, 0, 0])],
		['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg">')],
		['a web page', bytes('<!DOCTYPE html>')],
		['a PDF', bytes('%PDF-1.7')],
		['a video', bytes([0, 0, 0, 0x18], 'ftypmp42')],
		['a HEIC', bytes([0, 0, 0, 0x18], 'ftypheic')],
		['a name', bytes('image.png')],
		['a mark that comes late', bytes(' ', PNG)],
	])('is not known for %s', (_name, content) => {
		expect(pictureType(content)).toBeUndefined();
	});
});
