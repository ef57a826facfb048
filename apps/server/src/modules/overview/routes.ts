import { contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import type { OverviewModule } from './index.ts';

export function bindOverviewRoutes(http: Http, overview: OverviewModule): void {
  http.bind(contract.overview.get, () => overview.overview());
}
