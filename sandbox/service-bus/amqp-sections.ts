/**
 * Splits an encoded AMQP message into its sections without decoding them, so that properties and body can pass through
 * byte for byte. Throws on anything that is not a complete, well-formed message.
 */
export const sectionCode = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  sequence: 0x76,
  value: 0x77,
  footer: 0x78,
} as const;

export interface Section {
  readonly code: number;
  /** The whole section, descriptor included. */
  readonly bytes: Buffer;
  /** The value behind the descriptor. */
  readonly value: Buffer;
}

const codesBySymbol: Readonly<Record<string, number>> = {
  'amqp:header:list': sectionCode.header,
  'amqp:delivery-annotations:map': sectionCode.deliveryAnnotations,
  'amqp:message-annotations:map': sectionCode.messageAnnotations,
  'amqp:properties:list': sectionCode.properties,
  'amqp:application-properties:map': sectionCode.applicationProperties,
  'amqp:data:binary': sectionCode.data,
  'amqp:amqp-sequence:list': sectionCode.sequence,
  'amqp:amqp-value:*': sectionCode.value,
  'amqp:footer:map': sectionCode.footer,
};

export function splitSections(message: Buffer): readonly Section[] {
  const sections: Section[] = [];
  for (let start = 0; start < message.length; ) {
    const { code, valueAt } = readDescriptor(message, start);
    const end = endOfValue(message, valueAt);
    if (end > message.length) throw new Error('A section of the message is cut off.');
    sections.push({ code, bytes: message.subarray(start, end), value: message.subarray(valueAt, end) });
    start = end;
  }
  return sections;
}

/** The payload of a value of type binary. */
export function binaryPayload(value: Buffer): Buffer {
  if (value[0] === 0xa0) return value.subarray(2);
  if (value[0] === 0xb0) return value.subarray(5);
  throw new Error('A data section of the message does not hold binary data.');
}

function readDescriptor(message: Buffer, at: number): { readonly code: number; readonly valueAt: number } {
  const typeCode = message[at + 1];
  if (message[at] !== 0x00) throw new Error('A section of the message does not begin with a descriptor.');
  if (typeCode === 0x53) return checked(message[at + 2], at + 3);
  if (typeCode === 0x80) return checked(message[at + 9], at + 10);
  if (typeCode !== 0xa3) throw new Error('A section of the message has an unreadable descriptor.');
  const end = at + 3 + message.readUInt8(at + 2);
  return checked(codesBySymbol[message.toString('ascii', at + 3, end)], end);
}

function checked(code: number | undefined, valueAt: number): { readonly code: number; readonly valueAt: number } {
  if (code === undefined || code < sectionCode.header || code > sectionCode.footer) {
    throw new Error('The message has a section that AMQP 1.0 does not know.');
  }
  return { code, valueAt };
}

/** Where the value that starts at `at` ends. The high half of a type code says how long its value is. */
function endOfValue(bytes: Buffer, at: number): number {
  const typeCode = bytes.readUInt8(at);
  if (typeCode === 0x00) return endOfValue(bytes, endOfValue(bytes, at + 1));
  const widthClass = typeCode >>> 4;
  if (widthClass >= 0x4 && widthClass <= 0x9) return at + 1 + fixedWidth(widthClass);
  if (widthClass === 0xa || widthClass === 0xc || widthClass === 0xe) return at + 2 + bytes.readUInt8(at + 1);
  if (widthClass === 0xb || widthClass === 0xd || widthClass === 0xf) return at + 5 + bytes.readUInt32BE(at + 1);
  throw new Error(`The message has a value of an unknown AMQP type, 0x${typeCode.toString(16)}.`);
}

function fixedWidth(widthClass: number): number {
  return widthClass === 0x4 ? 0 : 2 ** (widthClass - 0x5);
}
