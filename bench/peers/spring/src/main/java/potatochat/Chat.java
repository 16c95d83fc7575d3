package potatochat;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** Rooms over STOMP with Spring's simple broker, and a blocking store: the shape of the chat that this one is measured against. */
@SpringBootApplication
public class Chat {
  public static void main(String[] args) {
    // SQLite's library is unpacked where all else goes that does not last.
    System.setProperty("org.sqlite.tmpdir", System.getenv("DATA_DIR"));
    var context = SpringApplication.run(Chat.class, args);
    var server = ((ServletWebServerApplicationContext) context).getWebServer();
    System.out.println("ws://127.0.0.1:" + server.getPort());
  }
}
