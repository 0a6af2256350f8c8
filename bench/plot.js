'use strict';

/** Draws a curve and points as an SVG, with axes that start at zero. */

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 50;
const BOTTOM = 310;
const RIGHT = 620;
const TOP = 20;

/**
 * @param {object} plot
 * @param {string} plot.x label of the horizontal axis
 * @param {string} plot.y label of the vertical axis
 * @param {Array<{ label: string, x: number, y: number }>} plot.curve joined by a line
 * @param {Array<{ label: string, x: number, y: number }>} plot.points
 */
function plot({ x, y, curve, points }) {
	const all = [...curve, ...points];
	const most = (axis) => Math.max(...all.map((point) => point[axis])) * 1.1;
	const [mostX, mostY] = [most('x'), most('y')];
	const at = (point) => ({
		left: LEFT + ((RIGHT - LEFT) * point.x) / mostX,
		top: BOTTOM - ((BOTTOM - TOP) * point.y) / mostY,
	});
	const dot = (colour, below) => (point) => {
		const { left, top } = at(point);
		return `<circle cx="${left.toFixed(1)}" cy="${top.toFixed(1)}" r="5" fill="${colour}"/><text x="${(left + 9).toFixed(1)}" y="${(top + below).toFixed(1)}">${point.label}</text>`;
	};
	const tick = (axis, value) =>
		axis === 'x'
			? `<text x="${at({ x: value, y: 0 }).left.toFixed(1)}" y="${BOTTOM + 16}" text-anchor="middle">${value}</text>`
			: `<text x="${LEFT - 8}" y="${(at({ x: 0, y: value }).top + 4).toFixed(1)}" text-anchor="end">${value}</text>`;
	const ticks = (axis, end) => {
		const step = [1, 2, 5, 10, 20].find((size) => end / size <= 8) ?? 50;
		return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) =>
			tick(axis, index * step),
		);
	};
	const line = curve.map(at).map(({ left, top }) => `${left.toFixed(1)},${top.toFixed(1)}`);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
<path d="M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}" fill="none" stroke="#888888"/>
${[...ticks('x', mostX), ...ticks('y', mostY)].join('\n')}
<text x="${RIGHT}" y="${HEIGHT - 8}" text-anchor="end">${x}</text>
<text x="${LEFT}" y="${TOP - 6}">${y}</text>
<polyline points="${line.join(' ')}" fill="none" stroke="#999999" stroke-dasharray="4 3"/>
${curve.map(dot('#999999', -6)).join('\n')}
${points.map(dot('#7c3aed', 16)).join('\n')}
</svg>
`;
}

module.exports = { plot };
