package potatochat;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;

/** Spring's defaults, executors included, except for the limits below, which would otherwise cap the load at 10,000 people. */
@Configuration
@EnableWebSocketMessageBroker
class Sockets implements WebSocketMessageBrokerConfigurer, ExecutorChannelInterceptor {
  // Defaults: 512 KB and 10 s. Raised so that slow readers are not disconnected.
  private static final int SEND_BUFFER_BYTES = 4 * 1024 * 1024;
  private static final int SEND_MS = 60_000;
  // Default: 1,024. For topics beyond it, every message searches all sockets.
  private static final int TOPICS = 16_384;

  private final Receipts receipts;

  Sockets(Receipts receipts) {
    this.receipts = receipts;
  }

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    registry.addEndpoint("/ws");
  }

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    registry.enableSimpleBroker("/topic");
    registry.setApplicationDestinationPrefixes("/app");
    registry.setCacheLimit(TOPICS);
  }

  @Override
  public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
    registration.setSendBufferSizeLimit(SEND_BUFFER_BYTES).setSendTimeLimit(SEND_MS);
  }

  @Override
  public void configureClientInboundChannel(ChannelRegistration registration) {
    registration.interceptors(this);
  }

  /** Trusts the user id of CONNECT. */
  @Override
  public Message<?> preSend(Message<?> message, MessageChannel channel) {
    var headers = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
    if (headers != null && headers.getCommand() == StompCommand.CONNECT) {
      var name = headers.getLogin();
      headers.setUser(() -> name);
    }
    return message;
  }

  /** The broker handles SUBSCRIBE on another thread. Only after that is this socket subscribed, so the receipt is sent here. */
  @Override
  public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler, Exception fault) {
    if (fault != null || !(handler instanceof SimpleBrokerMessageHandler)) return;
    var headers = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
    if (headers == null || headers.getCommand() != StompCommand.SUBSCRIBE) return;
    if (headers.getReceipt() != null) receipts.send(headers.getSessionId(), headers.getReceipt());
  }
}
