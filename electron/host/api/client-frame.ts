import { z } from 'zod';

const id = z.string().min(1).max(64);

/**
 * The frames oRPC's client sends for this contract, and no others: calls with a JSON body, and aborts. Its protocol
 * also knows streams, files and forms from the client, which nothing here takes; refusing them early leaves no queue
 * that a hostile client could fill.
 */
const clientFrameSchema = z.union([
  z.strictObject({
    i: id,
    p: z.strictObject({
      u: z.string().regex(/^\/[A-Za-z/]{1,200}$/),
      b: z
        .strictObject({
          json: z.unknown().optional(),
          meta: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
        })
        .optional(),
    }),
  }),
  z.strictObject({ i: id, t: z.literal(4), p: z.unknown().optional() }),
]);

/** Whether a text is a frame that the handler may see. */
export function isClientFrame(text: string): boolean {
  try {
    return clientFrameSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
