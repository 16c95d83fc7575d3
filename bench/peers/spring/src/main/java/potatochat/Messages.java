package potatochat;

import java.security.Principal;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.stereotype.Controller;

@Controller
class Messages {
  private final Store store;
  private final SimpMessagingTemplate broker;
  private final Receipts receipts;

  Messages(Store store, SimpMessagingTemplate broker, Receipts receipts) {
    this.store = store;
    this.broker = broker;
    this.receipts = receipts;
  }

  /** Stores the message, acknowledges it, then publishes it to the room. */
  @MessageMapping("/rooms/{roomId}")
  void say(
      @DestinationVariable String roomId,
      @Payload Message.Said said,
      Principal author,
      StompHeaderAccessor headers) {
    var message = store.insert(roomId, said, author.getName());
    receipts.send(headers.getSessionId(), headers.getReceipt());
    broker.convertAndSend("/topic/room." + roomId, message);
  }
}
