import { decideAll } from './decide-all';
import { WITHIN } from './grantees';

describe('every request of grantees of the account is decided as the grant says', () => {
  decideAll(Object.keys(WITHIN));
});
