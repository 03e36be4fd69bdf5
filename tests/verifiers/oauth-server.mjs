// An OAuth 2 server (oidc-provider) on loopback. Prints the port when it listens, and a line for every token request.
// Arguments: the seconds that an access token lives, and the assertions' public key (SPKI as PEM in base64).
import { createServer } from 'node:http';
import { Provider, errors } from 'oidc-provider';
import { importSPKI, jwtVerify } from 'jose';

const [life, assertionKey] = process.argv.slice(2);
const clients = ['client_secret_post', 'client_secret_basic'].map((method) => ({
  client_id: `${method} a:&+%`,
  client_secret: 's+e c/r=e&t%:-that-is-long-enough-for-it',
  grant_types: ['client_credentials', 'refresh_token', 'authorization_code', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
  redirect_uris: ['https://client.example/callback'],
  token_endpoint_auth_method: method,
}));

const server = createServer().listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients,
    scopes: ['leads', 'offline_access', 'openid'],
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: (_, audience) => ({ scope: 'leads', audience, accessTokenFormat: 'opaque' }),
        useGrantedResource: () => true,
      },
    },
    ttl: { ClientCredentials: () => Number(life), AccessToken: () => Number(life), RefreshToken: () => 3600, Grant: () => 3600, IdToken: () => 3600 },
    rotateRefreshToken: true,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });

  const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  provider.registerGrantType(jwtBearer, async (ctx) => {
    let payload;
    try {
      const key = await importSPKI(Buffer.from(assertionKey, 'base64').toString(), 'ES256');
      ({ payload } = await jwtVerify(ctx.oidc.params.assertion, key, {
        algorithms: ['ES256'], audience: 'https://login.example/', requiredClaims: ['iss', 'sub', 'exp', 'jti'],
      }));
    } catch (error) {
      throw new errors.InvalidGrant(error.message);
    }
    const token = new provider.ClientCredentials({ client: ctx.oidc.client, scope: undefined });
    token.extra = { sub: payload.sub };
    ctx.body = { access_token: await token.save(), expires_in: token.expiration, token_type: token.tokenType };
  }, ['assertion']);

  // A refresh token as a person's consent would have made it.
  async function consent(clientId) {
    const client = await provider.Client.find(clientId);
    const grant = new provider.Grant({ accountId: 'seller', clientId });
    grant.addOIDCScope('openid offline_access');
    const token = new provider.RefreshToken({
      accountId: 'seller', client, grantId: await grant.save(), gty: 'authorization_code', scope: 'openid offline_access', rotations: 0,
      iiat: Math.floor(Date.now() / 1000), expiresWithSession: false,
    });
    return token.save();
  }

  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/token') console.log(`token ${ctx.status}`);
  });
  const handle = provider.callback();
  server.on('request', async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname === '/consent') {
      response.end(await consent(url.searchParams.get('client_id')));
    } else if (url.pathname === '/leads') {
      // A buyer that takes the tokens of this server and no others.
      const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
      const found = bearer && ((await provider.ClientCredentials.find(bearer)) ?? (await provider.AccessToken.find(bearer)));
      response.statusCode = found?.isValid ? 200 : 401;
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(found?.isValid ? { status: 'accepted', scope: found.scope, audience: found.aud } : { status: 'unknown token' }));
    } else {
      handle(request, response);
    }
  });
  console.log(`port ${port}`);
});
