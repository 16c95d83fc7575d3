// gofakes3 as a program of its own: an S3 store in memory on the address that is its first argument, with the bucket that
// is its second, for whoever signs with the key and the secret that are its third and fourth.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"
)

func main() {
	store := s3mem.New()
	if err := store.CreateBucket(context.Background(), os.Args[2]); err != nil {
		log.Fatal(err)
	}
	server := gofakes3.New(store, gofakes3.WithV4Auth(map[string]string{os.Args[3]: os.Args[4]}))
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("Listening on %s", listener.Addr())
	log.Fatal(http.Serve(listener, server.Server()))
}
