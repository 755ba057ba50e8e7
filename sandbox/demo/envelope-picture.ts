/** A small picture of an envelope as PNG (RFC 2083), drawn here so that the repository needs no binary file. */
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 64;
const PAPER = [0xff, 0xff, 0xff] as const;
const INK = [0x1f, 0x6f, 0xeb] as const;

export function drawEnvelope(): Buffer {
  const rows = Array.from({ length: SIZE }, (_, y) => [
    0,
    ...Array.from({ length: SIZE }, (_unused, x) => colourAt(x, y)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits a channel, RGB, the only compression, filter and no interlace
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A frame and the two strokes of the flap. */
function colourAt(x: number, y: number): readonly number[] {
  const isOutside = x < 4 || x > 59 || y < 14 || y > 50;
  const isFrame = !isOutside && (x < 7 || x > 56 || y < 17 || y > 47);
  const flap = 14 + Math.min(x - 4, 59 - x) * 0.75;
  const isFlap = !isOutside && Math.abs(y - flap) < 2;
  return isFrame || isFlap ? INK : PAPER;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
