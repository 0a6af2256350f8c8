'use strict';

/** The gateway that all of them use, and its paths for those who write their requests by hand. */

const GATEWAY = 'cometApi';
/** No real one: the emulator takes any. */
const KEY = 'sk-benchmark-0123456789';

const generationsOf = (emulator) => `${emulator.url(GATEWAY)}/dream-machine/v1/generations`;

module.exports = { GATEWAY, KEY, generationsOf };
