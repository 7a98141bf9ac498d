# The gateway as an image. Its sources run as they are: nothing is built.
#
#   docker build -t ticket-gateway .
#   docker run --read-only --tmpfs /tmp -v "$PWD/ticket-gateway.yaml:/etc/ticket-gateway/ticket-gateway.yaml:ro" -p 4000:4000 ticket-gateway
#
# compose.example.yaml runs it with Redis; docs/operating.md tells the rest.

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages only bring Node to machines that have an older one.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
# For configurations that say: host: ${HOST:-127.0.0.1}
ENV HOST=0.0.0.0
# Where the health check looks. With telemetry.adminPort that is another port.
ENV HEALTH_URL=http://127.0.0.1:4000/health/live
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY bin ./bin
COPY src ./src
COPY schema ./schema
COPY resolvers ./resolvers
COPY adapters ./adapters
COPY examples ./examples
COPY console ./console
USER node
EXPOSE 4000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "bin/health-check.js"]
ENTRYPOINT ["node", "bin/ticket-gateway.js"]
CMD ["serve", "--config", "/etc/ticket-gateway/ticket-gateway.yaml"]
