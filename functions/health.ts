/** GET /api/health: can everything Postbus depends on be reached? Anonymous, so that a load balancer may ask; it names no address. */
import { app } from '@azure/functions';
import { startPostbus } from '../shared/compose.ts';

const postbus = startPostbus();

app.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health',
  handler: async () => {
    const health = await postbus.checkHealth();
    return { status: health.ok ? 200 : 503, jsonBody: health, headers: { 'cache-control': 'no-store' } };
  },
});
