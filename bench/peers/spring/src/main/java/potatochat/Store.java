package potatochat;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Blocks its thread until the message is on disk: one transaction per message, as @Transactional does by default. */
@Repository
class Store {
  private static final String INSERT =
      "INSERT INTO messages (room_id, seq, client_id, author_id, text, at) VALUES (?1,"
          + " (SELECT coalesce(max(seq), 0) + 1 FROM messages WHERE room_id = ?1), ?2, ?3, ?4, ?5) RETURNING seq";
  private final JdbcTemplate jdbc;

  Store(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Transactional
  public Message insert(String roomId, Message.Said said, String authorId) {
    var at = System.currentTimeMillis();
    Long seq = jdbc.queryForObject(INSERT, Long.class, roomId, said.clientId(), authorId, said.text(), at);
    return Message.text(roomId, seq, said, authorId, at);
  }
}
