import type { Matrix } from './cases';
import { FENCED, matrixOfFence } from './other-fences';
import { matrixOfRotation } from './other-rotation';
import { matrixOfTags, TAGGED } from './other-tags';

/** A matrix with a name. */
export interface NamedMatrix {
  readonly name: string;
  readonly matrix: Matrix;
}

/** What is decided beside the grants of values: fences, reading by tags, and rotation by a function. */
export function otherMatrices(): NamedMatrix[] {
  return [
    ...FENCED.map((name) => ({ name: `fence by ${name}`, matrix: matrixOfFence(name) })),
    ...TAGGED.map((kind) => ({ name: `readByTags for ${kind}`, matrix: matrixOfTags(kind) })),
    { name: 'rotation', matrix: matrixOfRotation() },
  ];
}
