import { createHmac, createPrivateKey, createPublicKey, diffieHellman, timingSafeEqual } from 'node:crypto';
import { Reply, type Context } from 'zeromq';
import type { Hello } from '../wire/frame.ts';
import { keyBytes } from '../wire/z85.ts';

/** A node's own keys, and the public keys of all nodes that it talks to; each 40 characters. */
export interface Keyring {
  readonly publicKey: string;
  readonly secretKey: string;
  readonly peers: ReadonlyMap<string, string>;
}

/** What is before the 32 bytes of a key of X25519 in the forms that Node reads (RFC 8410). */
const secretForm = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicForm = Buffer.from('302a300506032b656e032100', 'hex');

/** Where libzmq asks whether a client may connect (ZeroMQ's RFC 27). */
const zapEndpoint = 'inproc://zeromq.zap.01';

/**
 * Lets in who has a key that is known, and hears a node only on a connection whose other end has the key of that node. The
 * sockets themselves do not tell which key a connection was made with, so the first frame shows it: it is signed
 * with the secret that only the two nodes can compute.
 */
export class Guard {
  readonly #keyring: Keyring;
  readonly #known: ReadonlySet<string>;
  readonly #zap: Reply;
  readonly #denied: () => void;
  #closed = false;

  /** `denied` is called for a client whose key is not known. */
  constructor(keyring: Keyring, context: Context, denied: () => void) {
    this.#keyring = keyring;
    this.#known = new Set([...keyring.peers.values()].map((key) => raw(key).toString('hex')));
    this.#zap = new Reply({ context, linger: 0 });
    this.#denied = denied;
  }

  /** Begins to answer; before any socket asks. */
  async start(): Promise<void> {
    await this.#zap.bind(zapEndpoint);
    void this.#answer();
  }

  close(): void {
    this.#closed = true;
    this.#zap.close();
  }

  /** What shows a peer that a greeting is from this node. */
  prove(hello: Omit<Hello, 'proof'>): Uint8Array {
    return this.#sign(hello, hello.to);
  }

  /** Whether a greeting is from the node that it says. */
  accepts(hello: Hello): boolean {
    if (!this.#keyring.peers.has(hello.from) || hello.proof.length !== 32) return false;
    return timingSafeEqual(this.#sign(hello, hello.from), hello.proof);
  }

  /** A signature that only this node and another can make. */
  #sign({ version, from, to, session, base }: Omit<Hello, 'proof'>, other: string): Uint8Array {
    const key = this.#keyring.peers.get(other);
    if (key === undefined) return new Uint8Array();
    const privateKey = createPrivateKey({ key: Buffer.concat([secretForm, raw(this.#keyring.secretKey)]), format: 'der', type: 'pkcs8' });
    const publicKey = createPublicKey({ key: Buffer.concat([publicForm, raw(key)]), format: 'der', type: 'spki' });
    const secret = diffieHellman({ privateKey, publicKey });
    return createHmac('sha256', secret).update(JSON.stringify(['dlc hello', version, from, to, session, base])).digest();
  }

  async #answer(): Promise<void> {
    try {
      for await (const [version, id, , , , mechanism, key] of this.#zap) {
        const isKnown = mechanism?.toString() === 'CURVE' && key !== undefined && this.#known.has(key.toString('hex'));
        if (!isKnown) this.#denied();
        await this.#zap.send([version ?? '1.0', id ?? '', ...(isKnown ? ['200', 'OK'] : ['400', 'unknown key']), '', '']);
      }
    } catch (failure) {
      if (!this.#closed) throw failure;
    }
  }
}

function raw(key: string): Buffer {
  const bytes = keyBytes(key);
  if (bytes === null) throw new Error('not a key');
  return Buffer.from(bytes);
}
