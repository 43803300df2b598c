import { ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/websocket';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { Channel } from '../../../shared/transport/channel.ts';
import { closeCodes, maxFrameBytes } from '../../../shared/transport/protocol.ts';
import { isClientFrame } from './client-frame.ts';
import type { HostContext } from './context.ts';
import { toWireError } from './error-mapping.ts';
import type { HostRouter } from './router.ts';

/** Answers the calls that come in on a channel, whatever carries it. */
export type ServeChannel = (channel: Channel) => void;

/**
 * Builds the handler once and serves any number of channels with it. A channel that sends what no client of ours
 * sends is closed; one that ends aborts everything that still runs for it.
 */
export function createChannelServer(router: HostRouter, context: HostContext): ServeChannel {
  const handler = new RPCHandler(router, {
    rootInterceptors: [answerUnknownCalls],
    interceptors: [(options) => refuseUnreadableInput(options, context)],
  });
  return (channel) => {
    // The handler keeps its peers by this object and needs of it only `send`; we feed it messages ourselves.
    const peer = { send: (frame: unknown) => channel.send(String(frame)), addEventListener: () => {} };
    channel.onMessage((frame) => {
      if (typeof frame !== 'string' || frame.length > maxFrameBytes || !isClientFrame(frame)) {
        context.log.warn(
          { length: typeof frame === 'string' ? frame.length : null },
          'malformed frame, connection closed',
        );
        channel.close(closeCodes.malformed, 'malformed frame');
        return;
      }
      // Calls answer with their errors; what is left here is a failure to send, and then the channel is closed.
      handler.message(peer, frame, { context }).catch((error: unknown) => {
        context.log.warn({ err: error }, 'a reply could not be sent');
      });
    });
    channel.onClose(() => handler.close(peer));
  };
}

/**
 * Input is decoded before the router's own middleware runs. What can't be decoded is the sender's fault; anything else
 * that gets here is ours, such as output that can't be encoded.
 */
async function refuseUnreadableInput<Result>(
  options: { next(): Promise<Result> },
  { log }: HostContext,
): Promise<Result> {
  try {
    return await options.next();
  } catch (error) {
    if (error instanceof ORPCError) throw error;
    const isUnreadable = error instanceof TypeError && error.message.startsWith('Invalid RPC serialized data');
    const known = isUnreadable ? new AppError('bad_request', 'The request is malformed') : error;
    const { code, message, data } = toWireError(known, { name: 'a call', signal: undefined, log });
    throw new ORPCError(code, { defined: true, message, data, cause: error });
  }
}

interface Handled {
  readonly matched: boolean;
}

/** oRPC's own answer to an unknown call is plain text, which its client can't read as an error. */
async function answerUnknownCalls<Result extends Handled>(options: { next(): Promise<Result> }): Promise<Result> {
  const result = await options.next();
  if (result.matched) return result;
  const error = { defined: true, code: 'not_found', status: 500, message: 'No such call', data: {} };
  // The shape of a matched result; the interceptor's type parameter can't express the change.
  return { matched: true, response: { status: 500, headers: {}, body: { json: error } } } as unknown as Result;
}
