/**
 * Cuts the network off while a unit test file runs: opening a socket fails with a sentence that says so. Put back afterwards,
 * because `net` is one for the whole process, and the same process runs integration tests next.
 */
import net from 'node:net';
import { afterAll, beforeAll } from '@jest/globals';

const { connect } = net.Socket.prototype;

beforeAll(() => {
  net.Socket.prototype.connect = () => {
    throw new Error(
      'A unit test tried to open a socket. Give the code a port instead, or move the test to test/integration.',
    );
  };
});

afterAll(() => {
  net.Socket.prototype.connect = connect;
});
