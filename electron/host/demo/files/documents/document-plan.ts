/** What a document says is written when the file is made; `invoice` numbers count the studio's first orders from 0. */
export type DocumentPlan = {
  readonly kind: 'document';
  readonly name: string;
  readonly title: string;
  readonly contentType: 'application/pdf' | 'text/csv' | 'text/plain' | 'application/json';
  readonly about:
    | { readonly kind: 'invoice'; readonly order: number }
    | { readonly kind: 'contract'; readonly customer: number }
    | { readonly kind: 'priceList' | 'guestList' | 'shotList' | 'brochure' | 'export' }
    | { readonly kind: 'note'; readonly customer: number; readonly language: NoteLanguage };
};

export const noteLanguages = ['ja', 'uk', 'ar', 'hi', 'cs', 'he', 'en'] as const;
export type NoteLanguage = (typeof noteLanguages)[number];

const pdf = 'application/pdf';
const csv = 'text/csv';
const text = 'text/plain';

function invoice(order: number): DocumentPlan {
  const number = `INV-2015-${String(order + 1).padStart(5, '0')}`;
  return {
    kind: 'document',
    name: `${number}.pdf`,
    title: `Invoice ${number}`,
    contentType: pdf,
    about: { kind: 'invoice', order },
  };
}

function contract(customer: number, name: string, title: string): DocumentPlan {
  return { kind: 'document', name, title, contentType: pdf, about: { kind: 'contract', customer } };
}

function note(customer: number, language: NoteLanguage, name: string, title: string): DocumentPlan {
  return { kind: 'document', name, title, contentType: text, about: { kind: 'note', customer, language } };
}

/** Invoices first (a row each in `invoices`), then the rows of `documents` that have a file. */
export const documentPlans: readonly DocumentPlan[] = [
  ...Array.from({ length: 10 }, (_, order) => invoice(order)),
  contract(0, 'smlouva – Ada Novák.pdf', 'Licence agreement, Ada Novák'),
  contract(2, 'договір Коваленко.pdf', 'Wedding agreement, Kovalenko'),
  contract(7, 'avtale Solberg (signert).pdf', 'Travel licence, Solberg'),
  contract(10, 'contrat Maison Dubois.pdf', 'Campaign agreement, Maison Dubois'),
  contract(1, '契約書 山田.pdf', 'Portrait agreement, Yamada'),
  {
    kind: 'document',
    name: 'brochure 2026.pdf',
    title: 'Brochure 2026',
    contentType: pdf,
    about: { kind: 'brochure' },
  },
  {
    kind: 'document',
    name: 'price list 2026.csv',
    title: 'Price list 2026',
    contentType: csv,
    about: { kind: 'priceList' },
  },
  {
    kind: 'document',
    name: 'гості – весілля.csv',
    title: 'Guest list, Kovalenko wedding',
    contentType: csv,
    about: { kind: 'guestList' },
  },
  {
    kind: 'document',
    name: 'shot list (final) v2.csv',
    title: 'Shot list, fragrance launch',
    contentType: csv,
    about: { kind: 'shotList' },
  },
  {
    kind: 'document',
    name: 'export-2026-11.json',
    title: 'Ledger export, November',
    contentType: 'application/json',
    about: { kind: 'export' },
  },
  note(1, 'ja', '見積書についてのメモ.txt', 'Notes on the estimate'),
  note(2, 'uk', 'побажання.txt', 'Wishes for the day'),
  note(18, 'ar', 'ملاحظات.txt', 'Notes from Cairo'),
  note(21, 'hi', 'टिप्पणी.txt', 'Notes from Jaipur'),
  note(20, 'he', 'הערות.txt', 'Notes from Haifa'),
  note(12, 'cs', 'poznámky Dvořák.txt', 'Notes, Dvořák'),
  note(4, 'en', 'thank you 🎉.txt', 'Thank-you letter'),
];
