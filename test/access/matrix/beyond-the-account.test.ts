import { decideAll } from './decide-all';
import { BEYOND, tried } from './grantees';

describe('every request of grantees beyond the account is decided as the grant says', () => {
  decideAll(tried(BEYOND));
});
