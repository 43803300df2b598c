import { randomOf } from '../random.ts';
import { demoNow } from '../seed-version.ts';
import { customerAt } from './cast.ts';
import { catalogue, type Product } from './catalogue.ts';
import { byDay, dayMs } from './format.ts';
import { openedAt } from './world.ts';

export const orderStates = ['new', 'paid', 'printing', 'shipped', 'delivered', 'cancelled', 'refunded'] as const;
export type OrderState = (typeof orderStates)[number];

export interface OrderLine {
  readonly product: Product;
  readonly quantity: number;
}

/** One order with everything that depends on it: its row, lines, invoice, payment, PDF and keys. */
export interface OrderFacts {
  readonly id: number;
  readonly number: string;
  /** Place of its customer. */
  readonly customer: number;
  readonly status: OrderState;
  /** UTC, ms. */
  readonly placedAt: number;
  readonly lines: readonly OrderLine[];
  /** Percent with two decimals, in hundredths; 0 for none. */
  readonly discountHundredths: number;
  readonly totalCents: number;
  readonly isInvoiced: boolean;
}

/** The studio's first orders all ended well; their invoices exist as PDF. */
const firstInvoiced = 10;

/** @param index its place, from 0. @param counts how many orders and customers there are. */
export function orderAt(index: number, counts: { readonly orders: number; readonly customers: number }): OrderFacts {
  const random = randomOf(`order/${index}`);
  const progress = (index + random.unit()) / counts.orders;
  const placedAt = byDay(Math.floor(openedAt + progress ** 0.75 * (demoNow - openedAt - dayMs)));
  const year = index < firstInvoiced ? 2015 : new Date(placedAt).getUTCFullYear();
  const newest = Math.max(1, Math.floor(counts.customers * Math.min(1, progress + 0.02)));
  // Half of the orders come from a tenth of the customers, as everywhere.
  const customer = random.chance(0.5) ? Math.floor(random.unit() ** 1.4 * newest * 0.1) : random.whole(0, newest - 1);
  const lines: OrderLine[] = [];
  const wanted = random.pick([1, 1, 2, 2, 2, 3, 3, 4, 5, 7]);
  const seen = new Set<string>();
  while (lines.length < wanted) {
    const product = random.pick(catalogue);
    if (seen.has(product.sku)) continue;
    seen.add(product.sku);
    lines.push({ product, quantity: product.kind === 'print' ? random.pick([1, 1, 2, 2, 4, 6, 10, 25]) : 1 });
  }
  const sum = lines.reduce((cents, line) => cents + line.quantity * line.product.priceCents, 0);
  const discountHundredths = random.chance(0.25) ? random.pick([250, 500, 750, 1000, 1250, 2000]) : 0;
  const ageDays = (demoNow - placedAt) / dayMs;
  const status =
    index < firstInvoiced
      ? 'delivered'
      : ageDays < 20
        ? random.pick(orderStates.slice(0, 4))
        : random.pick([
            'delivered',
            'delivered',
            'delivered',
            'delivered',
            'delivered',
            'shipped',
            'delivered',
            'cancelled',
            'refunded',
          ] as const);
  return {
    id: index + 1,
    number: `LS-${year}-${String(index + 1).padStart(5, '0')}`,
    customer,
    status,
    placedAt,
    lines,
    discountHundredths,
    totalCents: sum - Math.round((sum * discountHundredths) / 10_000),
    isInvoiced: status !== 'new' && status !== 'cancelled',
  };
}

/** VAT is part of the total. */
export function splitVat(order: OrderFacts): { readonly netCents: number; readonly vatCents: number } {
  const netCents = Math.round(order.totalCents / 1.21);
  return { netCents, vatCents: order.totalCents - netCents };
}

export function currencyOf(order: OrderFacts): string {
  const { currency } = customerAt(order.customer).culture;
  // Prices are in euros; some customers pay in a currency the studio keeps an account in.
  return currency === 'CZK' || currency === 'GBP' ? currency : 'EUR';
}
