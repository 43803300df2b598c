import { z } from 'zod';

// Zod compiles schemas with `new Function` where it may. The page's policy forbids it, and the attempt alone is reported
// as a violation. Must be imported before any module that makes a schema.
z.config({ jitless: true });
