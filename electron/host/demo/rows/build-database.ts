import Database from 'better-sqlite3';
import type { TaskControl } from '../demo-task.ts';
import {
  albumColumns,
  albumRows,
  albumTagColumns,
  albumTagRows,
  photoColumns,
  photoRows,
  tagColumns,
  tagRows,
} from './album-rows.ts';
import { auditColumns, auditRows } from './audit-rows.ts';
import {
  bookingColumns,
  bookingRows,
  documentColumns,
  documentRows,
  equipmentColumns,
  equipmentRows,
  settingColumns,
  settingRows,
} from './office-rows.ts';
import {
  invoiceColumns,
  orderColumns,
  orderLineColumns,
  orderRows,
  paymentColumns,
  productColumns,
  productRows,
} from './order-rows.ts';
import { customerColumns, customerRows, staffColumns, staffRows } from './people-rows.ts';
import { indexesAndViews, tables } from './schema.ts';
import { makeWorld, type SqlRow } from './world.ts';

const checkEvery = 1000;

/**
 * Writes the studio's database to a path where nothing is yet.
 * @throws {TaskCancelled} leaving an unfinished file behind.
 */
export function buildDatabase(path: string, scale: number, control: TaskControl): void {
  const world = makeWorld(scale);
  const database = new Database(path);
  try {
    // A crash leaves a file nobody looks at, so nothing is journalled while it grows.
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma('foreign_keys = OFF');
    database.pragma('cache_size = -65536');
    database.exec('BEGIN');
    database.exec(tables);

    let written = 0;
    const step = 'Writing rows';
    const inserter = (table: string, columns: readonly string[]) => {
      const insert = database.prepare(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      );
      return (row: SqlRow) => {
        insert.run(row);
        written += 1;
        if (written % checkEvery !== 0) return;
        control.checkCancelled();
        control.report({ step, done: written, total: world.counts.total });
      };
    };
    const fill = (table: string, columns: readonly string[], rows: Iterable<SqlRow>) => {
      const insert = inserter(table, columns);
      for (const row of rows) insert(row);
    };

    fill('staff', staffColumns, staffRows(world));
    fill('customers', customerColumns, customerRows(world));
    fill('albums', albumColumns, albumRows(world));
    fill('photos', photoColumns, photoRows(world));
    fill('tags', tagColumns, tagRows(world));
    fill('album_tags', albumTagColumns, albumTagRows(world));
    fill('products', productColumns, productRows());
    const insertOrder = inserter('orders', orderColumns);
    const insertLine = inserter('order_lines', orderLineColumns);
    const insertInvoice = inserter('invoices', invoiceColumns);
    const insertPayment = inserter('payments', paymentColumns);
    for (const { order, lines, invoice, payment } of orderRows(world)) {
      insertOrder(order);
      for (const line of lines) insertLine(line);
      if (invoice !== null) insertInvoice(invoice);
      if (payment !== null) insertPayment(payment);
    }
    fill('bookings', bookingColumns, bookingRows(world));
    fill('equipment', equipmentColumns, equipmentRows(world));
    fill('documents', documentColumns, documentRows(world));
    fill('settings', settingColumns, settingRows(world));
    fill('audit_log', auditColumns, auditRows(world, Math.max(0, world.counts.total - written)));

    control.checkCancelled();
    database.exec(indexesAndViews);
    database.exec('COMMIT');
    database.exec('ANALYZE');
    // Readers then never wait for a writer; the setting is part of the file.
    database.pragma('journal_mode = WAL');
  } finally {
    database.close();
  }
}
