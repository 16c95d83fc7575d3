package potatochat;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;

/** Sends STOMP receipts, which the simple broker does not. */
@Component
class Receipts {
  private static final byte[] NOTHING = {};
  private final MessageChannel toClients;

  Receipts(@Lazy @Qualifier("clientOutboundChannel") MessageChannel toClients) {
    this.toClients = toClients;
  }

  void send(String sessionId, String receipt) {
    var headers = StompHeaderAccessor.create(StompCommand.RECEIPT);
    headers.setSessionId(sessionId);
    headers.setReceiptId(receipt);
    toClients.send(MessageBuilder.createMessage(NOTHING, headers.getMessageHeaders()));
  }
}
