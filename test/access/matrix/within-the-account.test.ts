import { decideAll } from './decide-all';
import { tried, WITHIN } from './grantees';

describe('every request of grantees of the account is decided as the grant says', () => {
  decideAll(tried(WITHIN));
});
