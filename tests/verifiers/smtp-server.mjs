// A mail server on loopback that keeps nothing: a line of JSON for every mail it took. Arguments: none|starttls|implicit, the PEM files
// of its key and certificate, the password of its user "leads", and how it misbehaves: fine|refuse|defer|hang|late.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const { SMTPServer } = createRequire(import.meta.url)('smtp-server');

const [tls, key, cert, password, manner] = process.argv.slice(2);
const reply = (code, text) => Object.assign(new Error(text), { responseCode: code });
const server = new SMTPServer({
  secure: tls === 'implicit',
  hideSTARTTLS: tls !== 'starttls',
  disabledCommands: tls === 'starttls' ? [] : ['STARTTLS'],
  ...(tls === 'none' ? {} : { key: readFileSync(key), cert: readFileSync(cert) }),
  authMethods: ['PLAIN', 'LOGIN'],
  allowInsecureAuth: true,
  authOptional: false,
  disableReverseLookup: true,
  onAuth: (auth, _, done) => done(auth.username === 'leads' && auth.password === password ? null : reply(535, 'no'), { user: 'leads' }),
  onRcptTo: (address, _, done) => done(address.address.startsWith('nobody') ? reply(550, 'no such mailbox') : null),
  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const mail = { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((to) => to.address), data: Buffer.concat(chunks).toString('base64') };
      if (manner === 'refuse') return done(reply(554, 'not wanted'));
      if (manner === 'defer') return done(reply(452, 'no room'));
      console.log(JSON.stringify(mail));
      if (manner !== 'hang') done();
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.server.address().port}`));
