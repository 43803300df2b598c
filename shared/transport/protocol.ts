import { z } from 'zod';

/** Rises when the frames change. A window of another build is told to load itself again. */
export const protocolVersion = 1;

/** Where the loopback server takes WebSockets. */
export const rpcPath = '/rpc';

/** The longest frame the host takes; a longer one ends the connection. */
export const maxFrameBytes = 8 * 1024 * 1024;

/** A hello is short; nothing else is read before it. */
export const maxHelloLength = 1024;

/** The first frame of a WebSocket. It carries the token so that the token never stands in an address. */
export const helloSchema = z.strictObject({ kind: z.literal('hello'), protocol: z.number().int(), token: z.string() });
export type Hello = z.infer<typeof helloSchema>;

/** The answer to a hello that was accepted; calls follow. */
export const welcomeSchema = z.strictObject({ kind: z.literal('welcome'), protocol: z.literal(protocolVersion) });
export type Welcome = z.infer<typeof welcomeSchema>;

/** Why a connection was ended, as WebSocket close codes (4000 and up are the application's). */
export const closeCodes = {
  /** Storeroom itself ends. */
  goingAway: 1001,
  tooBig: 1009,
  /** A frame that no client of ours sends. */
  malformed: 4400,
  /** The token is missing or wrong: trying again is of no use. */
  refused: 4401,
  /** No hello came in time. */
  helloTimeout: 4408,
  /** The window belongs to another build: it should load itself again. */
  otherVersion: 4426,
} as const;
