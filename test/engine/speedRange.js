/** Where all names lead to the range for tests of speed, and n8n was told so. Load it first: n8n reads it once. */
process.env.N8N_SSRF_ALLOWED_IP_RANGES = '198.18.0.0/15';
