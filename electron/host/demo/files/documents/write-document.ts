import { assertNever } from '../../../../../shared/domain/assert-never.ts';
import { randomOf } from '../../random.ts';
import { customerAt, customerId } from '../../rows/cast.ts';
import { catalogue } from '../../rows/catalogue.ts';
import { date, decimal } from '../../rows/format.ts';
import { billingOf } from '../../rows/order-rows.ts';
import { currencyOf, orderAt, splitVat } from '../../rows/orders.ts';
import type { Person } from '../../rows/person.ts';
import { paragraph } from '../../rows/prose.ts';
import { rowCounts } from '../../rows/world.ts';
import { portfolio } from '../portfolio.ts';
import { clauses } from './clauses.ts';
import type { DocumentPlan, NoteLanguage } from './document-plan.ts';
import { type PdfMark, wrap, writePdf } from './pdf.ts';

/** @param scale as given to the rows, so that an invoice says what its row says. @returns the file's bytes. */
export function writeDocument(plan: DocumentPlan, scale: number): Uint8Array {
  const { about } = plan;
  switch (about.kind) {
    case 'invoice':
      return invoice(plan.title, about.order, scale);
    case 'contract':
      return contract(plan.title, about.customer);
    case 'brochure':
      return brochure(plan.title);
    case 'priceList':
      return csv([
        ['sku', 'name', 'price EUR', 'description'],
        ...catalogue.map((product) => [product.sku, product.name, decimal(product.priceCents), product.description]),
      ]);
    case 'guestList':
      return csv([
        ['table', 'name', 'city', 'menu', 'remark'],
        ...Array.from({ length: 96 }, (_, guest) => {
          const random = randomOf(`guest/${guest}`);
          const person = customerAt(random.whole(0, 400));
          return [
            String(1 + (guest % 12)),
            person.name,
            person.city,
            random.pick(['meat', 'fish', 'vegetarian 🥕', 'vegan']),
            random.pick(['', '', '', 'window seat', 'needs a lift', 'sings']),
          ];
        }),
      ]);
    case 'shotList':
      return csv([
        ['no', 'caption', 'set', 'priority'],
        ...portfolio
          .flatMap((album) =>
            album.photos.flatMap(([scene, ...captions]) =>
              captions.map((caption) => [caption, `${album.title}; ${scene}`] as const),
            ),
          )
          .map(([caption, set], index) => [String(index + 1), caption, set, index % 3 === 0 ? 'A' : 'B']),
      ]);
    case 'export':
      return ledger(scale);
    case 'note':
      return Buffer.from(note(about.customer, about.language));
    default:
      return assertNever(about);
  }
}

const accent = [0.27, 0.34, 0.8] as const;

function letterhead(title: string): PdfMark[] {
  return [
    { kind: 'box', x: 0, y: 0, width: 595, height: 8, colour: accent },
    { kind: 'text', x: 56, y: 70, size: 20, text: 'Lumen Studio', bold: true },
    { kind: 'text', x: 56, y: 86, size: 9, text: 'Na Kampe 11, 118 00 Praha 1 • studio@lumen.example' },
    { kind: 'text', x: 56, y: 150, size: 16, text: title, bold: true },
    { kind: 'line', x: 56, y: 162, width: 483, grey: 0.75 },
  ];
}

function invoice(title: string, index: number, scale: number): Uint8Array {
  const order = orderAt(index, rowCounts(scale));
  const customer = customerAt(order.customer);
  const { netCents, vatCents } = splitVat(order);
  const { issuedAt, dueAt } = billingOf(order);
  const currency = currencyOf(order);
  const name = printableName(customer);
  const marks: PdfMark[] = [
    ...letterhead(title),
    { kind: 'text', x: 56, y: 186, size: 10, text: name, bold: true },
    { kind: 'text', x: 56, y: 200, size: 10, text: `${customer.city}, ${customer.culture.country}` },
    { kind: 'text', x: 56, y: 214, size: 10, text: `Customer ${customerId(order.customer)}` },
    { kind: 'text', x: 539, y: 186, size: 10, text: `Order ${order.number}`, align: 'right' },
    { kind: 'text', x: 539, y: 200, size: 10, text: `Issued ${date(issuedAt)}`, align: 'right' },
    { kind: 'text', x: 539, y: 214, size: 10, text: `Due ${date(dueAt)}`, align: 'right' },
    { kind: 'line', x: 56, y: 240, width: 483, grey: 0.85 },
  ];
  let y = 260;
  for (const line of order.lines) {
    marks.push(
      { kind: 'text', x: 56, y, size: 10, text: `${line.quantity} x ${line.product.name}` },
      { kind: 'text', x: 539, y, size: 10, text: decimal(line.quantity * line.product.priceCents), align: 'right' },
    );
    y += 18;
  }
  marks.push({ kind: 'line', x: 56, y: y - 4, width: 483, grey: 0.85 });
  const discount =
    order.discountHundredths === 0 ? [] : [[`Discount ${decimal(order.discountHundredths)} %`, ''] as const];
  for (const [label, amount] of [
    ...discount,
    ['Net', decimal(netCents)],
    ['VAT 21 %', decimal(vatCents)],
    [`Total ${currency}`, decimal(order.totalCents)],
  ] as const) {
    y += 16;
    const bold = label.startsWith('Total');
    marks.push(
      { kind: 'text', x: 400, y, size: 10, text: label, bold },
      { kind: 'text', x: 539, y, size: 10, text: amount, align: 'right', bold },
    );
  }
  marks.push({
    kind: 'text',
    x: 56,
    y: 780,
    size: 9,
    text: 'Thank you. Please quote the invoice number with your payment.',
  });
  return writePdf(title, [marks]);
}

/** The built-in fonts have Latin letters only; other names stand in their romanised form. */
function printableName(person: Person): string {
  if (/^[\p{Script=Latin}\p{Mark}\p{Punctuation}\s]+$/u.test(person.name)) return person.name;
  return `${person.latinGiven} ${person.latinFamily}`.replaceAll(/\b\w/g, (letter) => letter.toUpperCase());
}

function contract(title: string, customer: number): Uint8Array {
  const person = customerAt(customer);
  const pages: PdfMark[][] = [letterhead(title)];
  let y = 190;
  const write = (text: string, size: number, bold: boolean) => {
    for (const line of wrap(text, size, 483)) {
      if (y > 780) {
        pages.push([{ kind: 'box', x: 0, y: 0, width: 595, height: 8, colour: accent }]);
        y = 60;
      }
      pages.at(-1)?.push({ kind: 'text', x: 56, y, size, text: line, bold });
      y += size * 1.45;
    }
  };
  write(
    `between Lumen Studio, Praha, and ${printableName(person)}, ${person.city}, customer ${customerId(customer)}.`,
    10,
    false,
  );
  for (const [index, [head, text]] of clauses.entries()) {
    y += 10;
    write(`${index + 1}. ${head}`, 12, true);
    write(text, 10, false);
  }
  y += 40;
  write('For the studio: Leo Park                                        For the customer:', 10, false);
  return writePdf(title, pages);
}

function brochure(title: string): Uint8Array {
  const colours: readonly (readonly [number, number, number])[] = [
    [0.94, 0.8, 0.62],
    [0.62, 0.76, 0.8],
    [0.85, 0.66, 0.66],
    [0.7, 0.78, 0.62],
  ];
  const pages = portfolio.slice(0, 8).map((album, index): PdfMark[] => {
    const random = randomOf(`brochure/${album.title}`);
    const text = wrap(paragraph(random, 6), 11, 420);
    return [
      { kind: 'box', x: 0, y: 0, width: 595, height: 420, colour: colours[index % colours.length] ?? accent },
      { kind: 'box', x: 80 + index * 20, y: 90, width: 300, height: 240, colour: [1, 1, 1] },
      { kind: 'text', x: 80, y: 490, size: 26, text: album.title, bold: true },
      { kind: 'text', x: 80, y: 512, size: 11, text: album.shotOn },
      ...text.map((line, row): PdfMark => ({ kind: 'text', x: 80, y: 550 + row * 17, size: 11, text: line })),
      { kind: 'text', x: 515, y: 800, size: 9, text: String(index + 1), align: 'right' },
    ];
  });
  return writePdf(title, pages);
}

function csv(rows: readonly (readonly string[])[]): Uint8Array {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // With a byte order mark, as spreadsheets want it.
  return Buffer.from(`\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`);
}

function ledger(scale: number): Uint8Array {
  const counts = rowCounts(scale);
  const lines = Array.from({ length: 60 }, (_, index) => {
    const order = orderAt(counts.orders - 1 - (index % counts.orders), counts);
    return `    {"order": "${order.number}", "total": ${decimal(order.totalCents)}, "ref": ${9_100_000_000_000_000n + BigInt(order.id) * 7_919n}}`;
  });
  return Buffer.from(`{\n  "period": "2026-11",\n  "entries": [\n${lines.join(',\n')}\n  ]\n}\n`);
}

const notes: Record<NoteLanguage, readonly string[]> = {
  ja: [
    '{name} 様',
    '',
    'お見積りの件、ありがとうございます。',
    '・ポートレート撮影 60分',
    '・プリント 30 × 40（和紙）× 2',
    '窓の光でお願いします。',
    '',
    'よろしくお願いいたします。',
  ],
  uk: [
    '{name}',
    '',
    'Побажання на день весілля:',
    '— перший танець без спалаху',
    '— бабуся Ганна з усіма онуками',
    '— букет окремо, при денному світлі',
    '',
    'Дякуємо! 💛💙',
  ],
  ar: [
    '{name}',
    '',
    'ملاحظات حول الجلسة:',
    '• نفضل الإضاءة الطبيعية',
    '• صورة عائلية واحدة على الأقل',
    '• التسليم قبل نهاية الشهر',
    '',
    'مع الشكر',
  ],
  hi: [
    '{name}',
    '',
    'टिप्पणी:',
    '• सुबह की रोशनी में तस्वीरें',
    '• पूरे परिवार की एक तस्वीर',
    '• ३० × ४० के दो प्रिंट',
    '',
    'धन्यवाद 🙏',
  ],
  he: [
    '{name}',
    '',
    'הערות לצילום:',
    '• אור רך, בלי פלאש',
    '• תמונה אחת עם סבתא',
    '• שתי הדפסות 30 × 40',
    '',
    'תודה רבה',
  ],
  cs: [
    '{name}',
    '',
    'Poznámky k focení:',
    '– příliš žluťoučký kůň má zůstat v záběru',
    '– rámy dubové, bez pasparty',
    '– vyzvednutí osobně ve čtvrtek',
    '',
    'Děkuji',
  ],
  en: [
    'Dear Leo,',
    '',
    'the pictures are wonderful. My mother cried (in a good way) and has ordered frames for all of them.',
    'See you in spring for the garden 🌷',
    '',
    '{name}',
  ],
};

function note(customer: number, language: NoteLanguage): string {
  return `${notes[language].join('\n').replace('{name}', customerAt(customer).name)}\n`;
}
