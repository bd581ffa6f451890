# One small image: the program with the web app inside, certificates, and zone
# data fresh enough to know that Casablanca keeps GMT since 20 September 2026.
FROM golang:1.26-bookworm AS contract
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /jemaa ./backend/cmd/jemaa && /jemaa openapi > pwa/openapi.json

FROM node:20-bookworm-slim AS web
WORKDIR /src/pwa
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY pwa ./
COPY --from=contract /src/pwa/openapi.json ./openapi.json
RUN npm run build

FROM contract AS program
COPY --from=web /src/pwa/dist ./pwa/dist
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /jemaa ./backend/cmd/jemaa

FROM alpine:3.22
RUN apk add --no-cache --upgrade ca-certificates tzdata \
 && test "$(TZ=Africa/Casablanca date -d '2026-12-01 12:00' +%z)" = "+0000" \
 && adduser -D -H -u 10001 jemaa \
 && install -d -o jemaa -g jemaa -m 0700 /data
COPY --from=program /jemaa /usr/local/bin/jemaa
USER jemaa
ENV JEMAA_ADDR=0.0.0.0:8080 JEMAA_METRICS_ADDR=127.0.0.1:9090 JEMAA_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD wget -q -O /dev/null http://127.0.0.1:8080/readyz
ENTRYPOINT ["jemaa"]
CMD ["serve"]
