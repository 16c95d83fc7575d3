// Rooms on centrifuge, as in its documentation: memory engine, server-side subscriptions, no history.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge"
)

// The connect data of a client.
type person struct {
	UserID string   `json:"userId"`
	Rooms  []string `json:"rooms"`
}

// A message as a client sends it.
type said struct {
	RoomID   string `json:"roomId"`
	ClientID string `json:"clientId"`
	Text     string `json:"text"`
}

// A message as all peers send it, with the same fields and bytes.
type message struct {
	RoomID      string   `json:"roomId"`
	Seq         int64    `json:"seq"`
	ClientID    string   `json:"clientId"`
	AuthorID    string   `json:"authorId"`
	Kind        string   `json:"kind"`
	Text        string   `json:"text"`
	Event       *string  `json:"event"`
	At          int64    `json:"at"`
	ReplyTo     *string  `json:"replyTo"`
	Mentions    []string `json:"mentions"`
	Attachments []string `json:"attachments"`
	Reactions   []string `json:"reactions"`
	EditedAt    *int64   `json:"editedAt"`
	DeletedAt   *int64   `json:"deletedAt"`
	Unread      int      `json:"unread"`
}

type sent struct {
	ClientID string `json:"clientId"`
}

// The lock keeps a room's messages in order: numbering and publishing happen under it.
type room struct {
	sync.Mutex
	seq int64
}

func main() {
	node, err := centrifuge.New(centrifuge.Config{})
	must(err)
	node.OnConnecting(connecting)
	rooms := new(sync.Map)
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnRPC(func(event centrifuge.RPCEvent, answer centrifuge.RPCCallback) {
			reply, err := send(node, rooms, client, event.Data)
			answer(centrifuge.RPCReply{Data: reply}, err)
		})
	})
	must(node.Run())
	http.Handle("/connection/websocket", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{}))
	listener, err := net.Listen("tcp", net.JoinHostPort(or("HOST", "127.0.0.1"), or("PORT", "0")))
	must(err)
	fmt.Printf("ws://%s\n", listener.Addr())
	must(http.Serve(listener, nil))
}

// The reply to connect includes all subscriptions, so that no frame per room is needed.
func connecting(_ context.Context, event centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
	var who person
	if json.Unmarshal(event.Data, &who) != nil || who.UserID == "" {
		return centrifuge.ConnectReply{}, centrifuge.ErrorBadRequest
	}
	subscriptions := make(map[string]centrifuge.SubscribeOptions, len(who.Rooms))
	for _, id := range who.Rooms {
		subscriptions[id] = centrifuge.SubscribeOptions{}
	}
	credentials := &centrifuge.Credentials{UserID: who.UserID}
	return centrifuge.ConnectReply{Credentials: credentials, Subscriptions: subscriptions}, nil
}

func send(node *centrifuge.Node, rooms *sync.Map, client *centrifuge.Client, data []byte) ([]byte, error) {
	var one said
	if json.Unmarshal(data, &one) != nil {
		return nil, centrifuge.ErrorBadRequest
	}
	if !client.IsSubscribed(one.RoomID) {
		return nil, centrifuge.ErrorPermissionDenied
	}
	found, _ := rooms.LoadOrStore(one.RoomID, new(room))
	if err := publish(node, found.(*room), client.UserID(), one); err != nil {
		return nil, err
	}
	return encode(sent{one.ClientID})
}

func publish(node *centrifuge.Node, in *room, author string, one said) error {
	in.Lock()
	defer in.Unlock()
	in.seq++
	frame, err := encode(message{
		RoomID: one.RoomID, Seq: in.seq, ClientID: one.ClientID, AuthorID: author, Kind: "text", Text: one.Text,
		At: time.Now().UnixMilli(), Mentions: []string{}, Attachments: []string{}, Reactions: []string{},
	})
	if err != nil {
		return err
	}
	_, err = node.Publish(one.RoomID, frame)
	return err
}

// Like the other peers, without escaping "<". No newline at the end, because it separates centrifuge's frames.
func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), err
}

func or(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
