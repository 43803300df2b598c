/** A call whose answer will not come because the connection ended. Reading again is right; repeating a write is not. */
export class ConnectionLost extends Error {
  constructor(options?: ErrorOptions) {
    super('The connection to Storeroom was interrupted', options);
    this.name = 'ConnectionLost';
  }
}
