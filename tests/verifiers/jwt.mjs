// Standard input: [{ token, algorithm, key (SPKI as PEM) or secret (base64) }]. Standard output: what jose finds in each.
import { importSPKI, jwtVerify } from 'jose';
import { text } from 'node:stream/consumers';

const results = [];
for (const { token, algorithm, key, secret } of JSON.parse(await text(process.stdin))) {
  const verifier = key ? await importSPKI(key, algorithm) : Buffer.from(secret, 'base64');
  try {
    const { payload, protectedHeader } = await jwtVerify(token, verifier, { algorithms: [algorithm] });
    results.push({ payload, header: protectedHeader });
  } catch (error) {
    results.push({ error: `${error.code}: ${error.message}` });
  }
}
process.stdout.write(JSON.stringify(results));
