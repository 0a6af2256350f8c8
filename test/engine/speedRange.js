/** Allows n8n the range for benchmarks, into which "fake-IP" proxies resolve all names. Load it first: n8n reads it once. */
process.env.N8N_SSRF_ALLOWED_IP_RANGES = '198.18.0.0/15';
