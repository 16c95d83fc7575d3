package potatochat;

import java.util.List;

/** A message as all peers send it, with the same fields and bytes. */
record Message(
    String roomId,
    long seq,
    String clientId,
    String authorId,
    String kind,
    String text,
    Object event,
    long at,
    Object replyTo,
    List<String> mentions,
    List<String> attachments,
    List<String> reactions,
    Long editedAt,
    Long deletedAt,
    int unread) {

  /** A message as a client sends it. */
  record Said(String clientId, String text) {}

  static Message text(String roomId, long seq, Said said, String authorId, long at) {
    return new Message(
        roomId, seq, said.clientId(), authorId, "text", said.text(), null, at, null,
        List.of(), List.of(), List.of(), null, null, 0);
  }
}
