import { crc32, deflateRawSync } from 'node:zlib';

/** A member of an archive that a test makes by hand, wrong on purpose where it says so. */
export interface Member {
  /** Bytes for names that are not UTF-8. */
  readonly name: string | Buffer;
  readonly content: string | Buffer;
  /** Checksum to write in place of the right one. */
  readonly crc?: number;
  /** Announced length in place of the right one. */
  readonly size?: number;
  readonly deflated?: boolean;
  /** General purpose flags; 0x0800 (the name is UTF-8) when left out. */
  readonly flags?: number;
  readonly method?: number;
  /** Mode as unix has it, e.g. 0o120777 for a link. */
  readonly mode?: number;
  readonly extra?: Buffer;
  /** Place of the local header in place of the right one. */
  readonly offset?: number;
}

/** @returns a zip. No library: the ones for zips refuse to write what is to be refused here. */
export function makeZip(members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name as string);
    const content = Buffer.from(member.content as string);
    const packed = member.deflated === true ? deflateRawSync(content) : content;
    const extra = member.extra ?? Buffer.alloc(0);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(member.flags ?? 0x0800, 2);
    fields.writeUInt16LE(member.method ?? (member.deflated === true ? 8 : 0), 4);
    fields.writeUInt32LE((member.crc ?? crc32(content)) >>> 0, 10);
    fields.writeUInt32LE(member.deflated === true ? packed.length : (member.size ?? packed.length), 14);
    fields.writeUInt32LE(member.size ?? content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    fields.writeUInt16LE(extra.length, 24);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, name, extra, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((member.mode ?? 0) << 16) >>> 0, 6);
    tail.writeUInt32LE(member.offset ?? offset, 10);
    const madeBy = Buffer.from([20, member.mode === undefined ? 0 : 3]);
    centrals.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), madeBy, fields, tail, name, extra]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Math.min(members.length, 0xffff), 4);
  end.writeUInt16LE(Math.min(members.length, 0xffff), 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  const zip64 = members.length > 0xffff ? zip64End(members.length, central.length, offset) : Buffer.alloc(0);
  return Buffer.concat([...locals, central, zip64, Buffer.from('PK\u0005\u0006'), end]);
}

/** The records for more than 65,535 members (APPNOTE 4.3.14 and 4.3.15). */
export function zip64End(members: number, centralBytes: number, offset: number): Buffer {
  const record = Buffer.alloc(56);
  record.write('PK\u0006\u0006', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  for (const place of [24, 32]) record.writeBigUInt64LE(BigInt(members), place);
  record.writeBigUInt64LE(BigInt(centralBytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\u0006\u0007', 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + centralBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}
