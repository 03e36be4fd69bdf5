// Standard input: [{ secret, body, headers }]. Standard output: for each, null where standardwebhooks accepts it, else why not.
import { Webhook } from 'standardwebhooks';
import { text } from 'node:stream/consumers';

const results = JSON.parse(await text(process.stdin)).map(({ secret, body, headers }) => {
  try {
    new Webhook(secret).verify(body, headers);
    return null;
  } catch (error) {
    return error.message;
  }
});
process.stdout.write(JSON.stringify(results));
