import { generateKeyPairSync, sign } from 'node:crypto';

/** A private key and a certificate signed by itself, both in PEM. */
export type Certificate = { key: string; cert: string };

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const VERSION_FIELD = 0xa0;
const EXTENSIONS_FIELD = 0xa3;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];

/** Makes a certificate for `localhost` and 127.0.0.1, so that no private key is kept in the repository. */
export function selfSigned(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, der(OBJECT_ID, bytes(ECDSA_WITH_SHA256)));
  const commonName = der(SEQUENCE, der(OBJECT_ID, bytes(COMMON_NAME)), der(UTF8_STRING, text('localhost')));
  const name = der(SEQUENCE, der(SET, commonName));
  const names = der(SEQUENCE, der(DNS_NAME, text('localhost')), der(IP_ADDRESS, bytes([127, 0, 0, 1])));
  const altName = der(SEQUENCE, der(OBJECT_ID, bytes(SUBJECT_ALT_NAME)), der(OCTET_STRING, names));
  const content = der(
    SEQUENCE,
    der(VERSION_FIELD, der(INTEGER, bytes([2]))),
    der(INTEGER, bytes([1])),
    algorithm,
    name,
    der(
      SEQUENCE,
      der(GENERALIZED_TIME, text('20200101000000Z')),
      der(GENERALIZED_TIME, text('20991231235959Z')),
    ),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS_FIELD, der(SEQUENCE, altName)),
  );
  const signature = sign('sha256', content, privateKey);
  const certificate = der(SEQUENCE, content, algorithm, der(BIT_STRING, bytes([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  // Lengths from 128 on are themselves preceded by their length; nothing here comes near 65,536.
  const prefix =
    length < 0x80 ? [length] : length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([bytes([tag, ...prefix]), content]);
}

function bytes(values: readonly number[]): Buffer {
  return Buffer.from(values);
}

function text(value: string): Buffer {
  return Buffer.from(value);
}
