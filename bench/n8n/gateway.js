'use strict';

/** The gateway for all contenders, and its paths for those that make their requests by hand. */

const GATEWAY = 'cometApi';
/** Not a real key: the emulator accepts any. */
const KEY = 'sk-benchmark-0123456789';

const generationsOf = (emulator) => `${emulator.url(GATEWAY)}/dream-machine/v1/generations`;

module.exports = { GATEWAY, KEY, generationsOf };
