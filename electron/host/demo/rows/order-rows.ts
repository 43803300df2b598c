import { type Random, randomOf } from '../random.ts';
import { demoNow } from '../seed-version.ts';
import { customerAt, customerId } from './cast.ts';
import { catalogue } from './catalogue.ts';
import { date, dayMs, decimal, timestamp } from './format.ts';
import { currencyOf, type OrderFacts, orderAt, splitVat } from './orders.ts';
import type { Person } from './person.ts';
import { note, paragraph } from './prose.ts';
import type { SqlRow, World } from './world.ts';

export const productColumns = [
  'sku',
  'name',
  'kind',
  'price',
  'vat_rate',
  'weight_kg',
  'is_active',
  'options',
  'description',
];

export function* productRows(): Generator<SqlRow> {
  for (const product of catalogue) {
    const random = randomOf(`product/${product.sku}`);
    yield [
      product.sku,
      product.name,
      product.kind,
      decimal(product.priceCents),
      product.kind === 'album' ? '12.0' : '21.0',
      product.weightKg,
      random.chance(0.93) ? 1 : 0,
      product.kind === 'print' || product.kind === 'frame'
        ? `{"border_mm": [0, 3.0, 5.50], "rush": ${random.chance(0.5)}, "ean": ${8_590_000_000_000n + BigInt(random.whole(0, 999_999_999))}}`
        : null,
      product.description,
    ];
  }
}

export const orderColumns = [
  'id',
  'number',
  'customer',
  'album',
  'handled_by',
  'status',
  'placed',
  'total',
  'currency',
  'discount',
  'shipping',
  'external_ref',
  'note',
];
export const orderLineColumns = ['order_id', 'line', 'product', 'quantity', 'unit_price', 'remark'];
export const invoiceColumns = [
  'id',
  'number',
  'pdf',
  'order_id',
  'issued',
  'due',
  'paid',
  'net',
  'vat',
  'gross',
  'currency',
  'payment_ref',
  'memo',
];
export const paymentColumns = ['id', 'invoice', 'received', 'method', 'amount', 'fee', 'bank_ref', 'iban', 'gateway'];

/** Orders belong together with their lines, invoices and payments, so all four are made in one pass. */
export interface OrderRows {
  readonly order: SqlRow;
  readonly lines: readonly SqlRow[];
  readonly invoice: SqlRow | null;
  readonly payment: SqlRow | null;
}

export function* orderRows(world: World): Generator<OrderRows> {
  const pdfOfOrder = new Map<number, string>();
  for (const { id, content } of world.plan.documents) {
    if (content.about.kind === 'invoice') pdfOfOrder.set(content.about.order, id);
  }
  let invoices = 0;
  let payments = 0;
  for (let index = 0; index < world.counts.orders; index += 1) {
    const order = orderAt(index, world.counts);
    const random = randomOf(`order row/${index}`);
    const customer = customerAt(order.customer);
    if (order.isInvoiced) invoices += 1;
    const invoice = order.isInvoiced ? { id: invoices, ...billing(random, order) } : null;
    const isPaid = invoice !== null && invoice.paidAt !== null && random.chance(0.94);
    if (isPaid) payments += 1;
    yield {
      order: orderRow(world, random, order, customer),
      lines: order.lines.map((line, place) => [
        order.id,
        place + 1,
        line.product.sku,
        line.quantity,
        decimal(line.product.priceCents),
        random.chance(0.9) ? null : random.pick(['', 'no border', 'as last time', 'frame 0412 only', 'bez paspart']),
      ]),
      invoice: invoice === null ? null : invoiceRow(random, order, invoice, pdfOfOrder.get(index) ?? null),
      payment:
        invoice === null || !isPaid || invoice.paidAt === null
          ? null
          : paymentRow(random, payments, invoice.id, invoice.paidAt, order, customer),
    };
  }
}

function orderRow(world: World, random: Random, order: OrderFacts, customer: Person): SqlRow {
  return [
    order.id,
    order.number,
    customerId(order.customer),
    random.chance(0.45) ? random.whole(1, world.counts.albums) : null,
    random.chance(0.08) ? null : random.pick(world.accountManagers),
    order.status,
    timestamp(order.placedAt, random.whole(0, 999)),
    decimal(order.totalCents),
    currencyOf(order),
    order.discountHundredths === 0 ? null : decimal(order.discountHundredths),
    shipping(random, customer),
    9_100_000_000_000_000n + BigInt(order.id) * 7_919n,
    random.chance(0.72) ? null : random.chance(0.25) ? '' : random.chance(0.7) ? note(random) : paragraph(random, 2),
  ];
}

function shipping(random: Random, customer: Person): string | null {
  if (random.chance(0.2)) return null;
  const cost = random.pick(['0.00', '4.90', '6.50', '12.00']);
  if (random.chance(0.15)) return `{"method": "pickup", "cost": ${cost}}`;
  return `{"method": "${random.pick(['post', 'courier', 'courier', 'locker'])}", "cost": ${cost}, "to": ${JSON.stringify(
    {
      name: customer.name,
      city: customer.city,
      country: customer.culture.country,
    },
  )}, "parcel": ${4_611_686_018_427_387_904n + BigInt(random.whole(0, 2_000_000_000))}}`;
}

interface Billing {
  readonly issuedAt: number;
  readonly dueAt: number;
  readonly paidAt: number | null;
}

function billing(random: Random, order: OrderFacts): Billing {
  const issuedAt = order.placedAt + random.whole(0, 2) * dayMs;
  const dueAt = issuedAt + random.pick([7, 14, 14, 30]) * dayMs;
  const paidAt = issuedAt + Math.floor(random.unit() ** 1.6 * 40) * dayMs;
  const isOpen = paidAt > demoNow || (order.id > 10 && random.chance(0.035));
  return { issuedAt, dueAt, paidAt: isOpen ? null : paidAt };
}

/** The same dates for an invoice's row and its PDF: both draw from the row's sequence in the same order. */
export function billingOf(order: OrderFacts): Billing {
  return billing(randomOf(`order row/${order.id - 1}`), order);
}

function invoiceRow(
  random: Random,
  order: OrderFacts,
  invoice: Billing & { readonly id: number },
  pdf: string | null,
): SqlRow {
  const { netCents, vatCents } = splitVat(order);
  return [
    invoice.id,
    order.number.replace('LS', 'INV'),
    pdf,
    order.id,
    date(invoice.issuedAt),
    date(invoice.dueAt),
    invoice.paidAt === null ? null : date(invoice.paidAt),
    decimal(netCents),
    decimal(vatCents),
    decimal(order.totalCents),
    currencyOf(order),
    20_260_000_000_000_000n + BigInt(order.id) * 100_003n,
    random.chance(0.8)
      ? null
      : random.chance(0.3)
        ? ''
        : random.pick([
            'Paid in two parts',
            'Reverse charge',
            'Replaces a cancelled invoice',
            'Sent by post',
            '請求書',
          ]),
  ];
}

function paymentRow(
  random: Random,
  id: number,
  invoice: number,
  paidAt: number,
  order: OrderFacts,
  customer: Person,
): SqlRow {
  const method = random.pick(['card', 'card', 'card', 'transfer', 'transfer', 'cash', 'voucher'] as const);
  const receivedAt = Math.min(paidAt + random.whole(0, dayMs - 1), demoNow);
  return [
    id,
    invoice,
    timestamp(receivedAt, random.whole(0, 999)),
    method,
    decimal(order.totalCents),
    method === 'card' ? `${decimal(Math.round(order.totalCents * 0.014))}${random.whole(10, 99)}` : null,
    method === 'transfer' ? 1_152_921_504_606_846_976n + BigInt(random.whole(0, 4_000_000_000)) : null,
    method === 'transfer'
      ? `${customer.culture.country}${random.whole(10, 99)} ${random.whole(1000, 9999)} ${random.whole(1000, 9999)} ${random.whole(1000, 9999)}`
      : null,
    method === 'card' ? gateway(random, order) : null,
  ];
}

function gateway(random: Random, order: OrderFacts): string {
  const risk = random.pick(['0.10', '0.02', '1e-3', '0.5000', '0']);
  return `{"id": "pay_${random.hex(16)}", "brand": "${random.pick(['visa', 'mastercard', 'amex'])}", "last4": "${random.whole(1000, 9999)}", "amount": ${decimal(order.totalCents)}, "risk": ${risk}, "trace": ${9_007_199_254_740_993n + BigInt(random.whole(0, 1_000_000_000))}}`;
}
