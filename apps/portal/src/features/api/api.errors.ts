import { defineError } from '@ronron/kernel';

export const API_TOKEN_NEEDED = defineError('api-token-needed', 401);
export const API_SCOPE_NEEDED = defineError('api-scope-needed', 403);
export const API_BAD_QUERY = defineError('api-bad-query', 400);
