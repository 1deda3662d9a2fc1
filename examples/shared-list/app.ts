import { MemoryNetwork, type Transport } from 'dlc/runtime';
import { Replica } from './replica.js';

let connected = true;

/** A connection that can be lost: what is sent waits until it is back. */
function unsteady(transport: Transport): Transport {
  return { ...transport, receive: () => (connected ? transport.receive() : []) };
}

const addresses = ['ann', 'bob'];
const network = new MemoryNetwork(addresses);
const [ann, bob] = addresses.map((address, number) => new Replica(addresses, number, unsteady(network.at(address))));
if (!ann || !bob) throw new Error('there are two of them');
const replicas = { ann, bob };

function show(what: string): void {
  console.log(what);
  for (const [name, replica] of Object.entries(replicas)) {
    replica.receive();
    console.log(`  ${name}: ${replica.texts.join(', ')}`);
  }
}

ann.insert(0, 'bread');
ann.insert(1, 'milk');
show('Ann begins a list:');

connected = false;
ann.insert(1, 'cheese');
ann.insert(2, 'grapes');
bob.insert(1, 'butter');
bob.remove(2);
bob.insert(2, 'oat milk');
show('In a tunnel, both go on:');

connected = true;
show('Outside again:');

bob.remove(0);
ann.insert(0, 'two loaves of bread');
show('Bob removes the bread, and Ann puts more of it in its place:');
