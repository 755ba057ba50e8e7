/** The lease ran out while we were at it, and somebody else has taken over: nothing is wrong, and nothing is left to do. */
export class SomebodyElseTells extends Error {
  constructor() {
    super('another teller has taken over');
    this.name = 'SomebodyElseTells';
  }
}
