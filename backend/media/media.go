// Package media keeps photographs. It has two halves that meet in the caller:
// a Processor, which turns whatever a phone sent into three plain JPEGs that
// carry nothing but pixels, and a Bucket, where bytes lie under a key.
//
// An upload is never kept as it came. It is measured before it is decoded, so
// that a small file cannot ask for a gigabyte; it is turned upright, shrunk and
// encoded anew, so that neither the place and the device it was taken with, nor
// a web page hidden behind its last pixel, reach anybody. What the caller then
// puts into the bucket was written by this package from the first byte to the
// last.
//
// The buckets live in media/disk and media/s3, and media/mediatest judges both.
package media
