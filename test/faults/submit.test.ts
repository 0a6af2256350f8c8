import { testOperations } from './tests';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('../engine/fakeClock'));
jest.mock('../../nodes/Luma/operations/nodeError', () => jest.requireActual('./recordedErrors'));

testOperations('generate', 'extend', 'download');
