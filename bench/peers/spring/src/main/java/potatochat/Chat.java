package potatochat;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** Rooms over STOMP with Spring's simple broker and a blocking store: the architecture of the original chat. */
@SpringBootApplication
public class Chat {
  public static void main(String[] args) {
    // Unpack SQLite's native library into the temporary data directory.
    System.setProperty("org.sqlite.tmpdir", System.getenv("DATA_DIR"));
    var context = SpringApplication.run(Chat.class, args);
    var server = ((ServletWebServerApplicationContext) context).getWebServer();
    System.out.println("ws://127.0.0.1:" + server.getPort());
  }
}
