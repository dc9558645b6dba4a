import { decideAll } from './decide-all';
import { BEYOND } from './grantees';

describe('every request of grantees beyond the account is decided as the grant says', () => {
  decideAll(Object.keys(BEYOND));
});
