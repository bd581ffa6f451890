# MinIO publishes no images any more; this builds the server from its last
# public source. Keep it on an internal network: see docs/running.md.
FROM golang:1.26-bookworm AS build
RUN CGO_ENABLED=0 go install -trimpath github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c

FROM alpine:3.22
RUN apk add --no-cache ca-certificates && adduser -D -H -u 10001 minio && install -d -o minio -g minio -m 0700 /photos
COPY --from=build /go/bin/minio /usr/local/bin/minio
USER minio
VOLUME /photos
ENTRYPOINT ["minio"]
CMD ["server", "/photos", "--address", ":9000"]
