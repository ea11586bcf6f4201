import com.rabbitmq.client.*;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.util.*;
import java.util.concurrent.*;

/**
 * What applications do with RabbitMQ's Java client, and where its own tests look closer than others.
 * Prints `ok NAME` or `not ok NAME: REASON` for each check.
 */
public class JavaChecks {
  interface Check { void run(Connection connection, Channel channel) throws Exception; }

  static final Map<String, Check> CHECKS = new LinkedHashMap<>();
  /** How long a check waits for what must come. */
  static final long SECONDS = 10;
  static ConnectionFactory factory;

  public static void main(String[] arguments) throws Exception {
    factory = new ConnectionFactory();
    factory.setUri(System.getenv("AMQP_URL"));
    define();
    for (Map.Entry<String, Check> check : CHECKS.entrySet()) run(check.getKey(), check.getValue());
    System.exit(0);
  }

  static void run(String name, Check check) throws Exception {
    try (Connection connection = factory.newConnection()) {
      check.run(connection, connection.createChannel());
      System.out.println("ok " + name);
    } catch (Throwable thrown) {
      thrown.printStackTrace();
      System.out.println("not ok " + name + ": " + thrown);
    }
  }

  static void define() {
    CHECKS.put("hello_world", (connection, channel) -> {
      String queue = fresh(channel, null);
      BlockingQueue<Delivery> received = consume(channel, queue, true);
      channel.basicPublish("", queue, null, bytes("hello"));
      equal("hello", received.poll(SECONDS, TimeUnit.SECONDS).text());
    });

    CHECKS.put("header_types_come_back", (connection, channel) -> {
      Map<String, Object> headers = new TreeMap<>();
      Object[] values = {
        true, (byte) -7, (short) -300, 70_000, 1L << 40, 1.5f, 2.5d, new BigDecimal("12.34"), new Date(1_700_000_000_000L), LongStringHelper.asLongString("text"),
      };
      for (Object value : values)
        headers.put(value.getClass().getSimpleName(), value);
      headers.put("list", List.of(1, 2L, true));
      headers.put("table", Map.of("deep", Map.of("er", 1)));
      headers.put("void", null);
      String queue = fresh(channel, null);
      channel.basicPublish("", queue, new AMQP.BasicProperties.Builder().headers(headers).build(), new byte[0]);
      equal(headers, new TreeMap<>(channel.basicGet(queue, true).getProps().getHeaders()));
    });

    CHECKS.put("confirms_and_returns", (connection, channel) -> {
      String queue = channel.queueDeclare(UUID.randomUUID().toString(), true, false, true, null).getQueue();
      List<String> heard = Collections.synchronizedList(new ArrayList<>());
      channel.addReturnListener((code, text, exchange, key, properties, body) -> heard.add("return " + code));
      channel.addConfirmListener((tag, multiple) -> heard.add("ack"), (tag, multiple) -> heard.add("nack"));
      channel.confirmSelect();
      channel.basicPublish("", "nowhere", true, null, bytes("x"));
      channel.waitForConfirmsOrDie(SECONDS * 1000);
      equal(List.of("return 312", "ack"), heard);
      for (int number = 0; number < 500; number++) channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, bytes("" + number));
      channel.waitForConfirmsOrDie(SECONDS * 1000);
      equal(500, channel.queuePurge(queue).getMessageCount());
    });

    CHECKS.put("small_frames_carry_a_large_body", (connection, channel) -> {
      ConnectionFactory small = factory.clone();
      small.setRequestedFrameMax(8192);
      byte[] body = new byte[1_000_003];
      new Random(1).nextBytes(body);
      try (Connection other = small.newConnection()) {
        Channel there = other.createChannel();
        String queue = fresh(there, null);
        channel.basicPublish("", queue, null, body);
        equal(true, Arrays.equals(body, consume(there, queue, true).poll(SECONDS, TimeUnit.SECONDS).body));
      }
    });

    CHECKS.put("a_shared_limit_holds_up_a_consumer_without_acks", (connection, channel) -> {
      channel.basicQos(1, true);
      String acked = fresh(channel, null), unacked = fresh(channel, null);
      BlockingQueue<Delivery> first = consume(channel, acked, false), second = consume(channel, unacked, true);
      channel.basicPublish("", acked, null, bytes("held"));
      Delivery held = first.poll(SECONDS, TimeUnit.SECONDS);
      channel.basicPublish("", unacked, null, bytes("waits"));
      equal(1, until(1, () -> channel.queueDeclarePassive(unacked).getMessageCount()));
      equal(0, second.size());
      channel.basicAck(held.envelope.getDeliveryTag(), false);
      equal("waits", second.poll(SECONDS, TimeUnit.SECONDS).text());
    });

    CHECKS.put("what_a_closed_channel_held_keeps_its_place", (connection, channel) -> {
      String queue = fresh(channel, null);
      for (String body : List.of("0", "1", "2", "3", "4")) channel.basicPublish("", queue, null, bytes(body));
      Channel holder = connection.createChannel();
      for (int number = 0; number < 3; number++) holder.basicGet(queue, false);
      holder.close();
      List<String> again = new ArrayList<>();
      for (int number = 0; number < 5; number++) {
        GetResponse got = channel.basicGet(queue, true);
        again.add(new String(got.getBody()) + got.getEnvelope().isRedeliver());
      }
      equal(List.of("0true", "1true", "2true", "3false", "4false"), again);
    });

    CHECKS.put("a_full_queue_gives_way_to_what_comes_back", (connection, channel) -> {
      String dead = fresh(channel, null);
      String queue = fresh(channel, Map.of("x-max-length", 2, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead));
      for (String body : List.of("1", "2")) channel.basicPublish("", queue, null, bytes(body));
      for (int number = 0; number < 2; number++) channel.basicGet(queue, false);
      for (String body : List.of("3", "4")) channel.basicPublish("", queue, null, bytes(body));
      channel.basicNack(0, true, true);
      GetResponse left = channel.basicGet(queue, true);
      equal("3, 1", new String(left.getBody()) + ", " + left.getMessageCount());
      equal("1", new String(channel.basicGet(dead, true).getBody()));
    });

    CHECKS.put("a_time_to_live_of_0_reaches_only_who_waits", (connection, channel) -> {
      String queue = fresh(channel, Map.of("x-message-ttl", 0));
      channel.basicPublish("", queue, null, bytes("late"));
      equal(null, channel.basicGet(queue, true));
      BlockingQueue<Delivery> received = consume(channel, queue, false);
      channel.basicPublish("", queue, null, bytes("now"));
      equal("now", received.poll(SECONDS, TimeUnit.SECONDS).text());
    });

    CHECKS.put("a_dead_letter_tells_its_death", (connection, channel) -> {
      String dead = fresh(channel, null);
      String queue = fresh(channel, Map.of("x-message-ttl", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead));
      BlockingQueue<Delivery> received = consume(channel, dead, true);
      channel.basicPublish("", queue, null, bytes("short"));
      Map<?, ?> death = (Map<?, ?>) ((List<?>) received.poll(SECONDS, TimeUnit.SECONDS).properties.getHeaders().get("x-death")).get(0);
      equal("expired 1 " + queue, death.get("reason") + " " + death.get("count") + " " + death.get("queue"));
    });

    CHECKS.put("rpc_with_direct_reply_to", (connection, channel) -> {
      String queue = fresh(channel, null);
      Channel server = connection.createChannel();
      server.basicConsume(queue, true, new DefaultConsumer(server) {
        @Override public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties asked, byte[] body) throws java.io.IOException {
          AMQP.BasicProperties reply = new AMQP.BasicProperties.Builder().correlationId(asked.getCorrelationId()).build();
          server.basicPublish("", asked.getReplyTo(), reply, bytes(new StringBuilder(new String(body)).reverse().toString()));
        }
      });
      equal("cba", new RpcClient(channel, "", queue, (int) SECONDS * 1000).stringCall("abc"));
    });

    CHECKS.put("a_transaction_is_rolled_back_and_committed", (connection, channel) -> {
      String queue = fresh(channel, null);
      channel.txSelect();
      channel.basicPublish("", queue, null, bytes("never"));
      channel.txRollback();
      channel.basicPublish("", queue, null, bytes("once"));
      channel.txCommit();
      equal("once", new String(channel.basicGet(queue, true).getBody()));
      equal(null, channel.basicGet(queue, true));
    });

    CHECKS.put("errors_have_their_codes", (connection, channel) -> {
      String mine = fresh(channel, null);
      try (Connection other = factory.newConnection()) {
        equal("404 60 40", closeOf(other, (there) -> there.basicPublish("no such exchange", "", null, bytes("x"))));
        equal("404 50 10", closeOf(other, (there) -> there.queueDeclarePassive("no such queue")));
        equal("405 50 10", closeOf(other, (there) -> there.queueDeclarePassive(mine)));
        equal("406 60 80", closeOf(other, (there) -> there.basicAck(99, false)));
        equal("403 40 20", closeOf(other, (there) -> there.exchangeDelete("amq.direct")));
        equal(true, other.isOpen());
      }
    });

    CHECKS.put("a_deleted_queue_cancels_its_consumer", (connection, channel) -> {
      String queue = fresh(channel, null);
      CompletableFuture<String> cancelled = new CompletableFuture<>();
      String tag = channel.basicConsume(queue, new DefaultConsumer(channel) {
        @Override public void handleCancel(String consumerTag) { cancelled.complete(consumerTag); }
      });
      connection.createChannel().queueDelete(queue);
      equal(tag, cancelled.get(SECONDS, TimeUnit.SECONDS));
    });
  }

  interface Mistake { void make(Channel channel) throws Exception; }

  /** Code, class and method of the close that a mistake leads to. */
  static String closeOf(Connection connection, Mistake mistake) throws Exception {
    Channel channel = connection.createChannel();
    CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
    channel.addShutdownListener(closed::complete);
    try { mistake.make(channel); } catch (java.io.IOException expected) { }
    AMQP.Channel.Close close = (AMQP.Channel.Close) closed.get(SECONDS, TimeUnit.SECONDS).getReason();
    return close.getReplyCode() + " " + close.getClassId() + " " + close.getMethodId();
  }

  static String fresh(Channel channel, Map<String, Object> arguments) throws Exception {
    return channel.queueDeclare(UUID.randomUUID().toString(), false, true, true, arguments).getQueue();
  }

  static BlockingQueue<Delivery> consume(Channel channel, String queue, boolean autoAck) throws Exception {
    BlockingQueue<Delivery> received = new LinkedBlockingQueue<>();
    channel.basicConsume(queue, autoAck, new DefaultConsumer(channel) {
      @Override public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        received.add(new Delivery(envelope, properties, body));
      }
    });
    return received;
  }

  /** What is asked for until it is as wanted, or for long enough. */
  static int until(int wanted, Callable<Integer> ask) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    int found = ask.call();
    while (found != wanted && System.nanoTime() < end) found = ask.call();
    return found;
  }

  static byte[] bytes(String text) { return text.getBytes(java.nio.charset.StandardCharsets.UTF_8); }

  static void equal(Object wanted, Object found) {
    if (!Objects.equals(wanted, found)) throw new AssertionError("wanted " + wanted + ", found " + found);
  }

  static class Delivery {
    final Envelope envelope;
    final AMQP.BasicProperties properties;
    final byte[] body;

    Delivery(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      this.envelope = envelope;
      this.properties = properties;
      this.body = body;
    }

    String text() { return new String(body, java.nio.charset.StandardCharsets.UTF_8); }
  }
}
