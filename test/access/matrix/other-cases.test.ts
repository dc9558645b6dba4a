import { decideAll } from './decide-all';
import { otherMatrices } from './other-cases';

describe('every request on what is fenced, read by tags and rotated is decided as it has to be', () => {
  const matrices = Object.fromEntries(otherMatrices().map(({ name, matrix }) => [name, matrix]));
  decideAll(Object.keys(matrices), (name) => matrices[name]);
});
