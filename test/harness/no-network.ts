/** Cuts the network off: a unit test that opens a socket fails with a sentence that says so. */
import net from 'node:net';

net.Socket.prototype.connect = () => {
  throw new Error('A unit test tried to open a socket. Give the code a port instead, or move the test to test/integration.');
};
