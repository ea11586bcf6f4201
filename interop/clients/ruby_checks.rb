# What applications do with Bunny, Ruby's client, and that it finds everything again when its connection is cut.
# Prints `ok NAME` or `not ok NAME: REASON` for each check.
require "bunny"
require "securerandom"
require "socket"
require "timeout"

$stdout.sync = true
SECONDS = 10 # How long a check waits for what must come.
URI_OF_BROKER = URI(ENV.fetch("AMQP_URL"))
CHECKS = {}

def check(name, &block) = CHECKS[name] = block
def connect(**more) = Bunny.new(host: URI_OF_BROKER.host, port: URI_OF_BROKER.port, logger: Logger.new(File::NULL), **more).tap(&:start)
def fresh(channel, **more) = channel.queue(SecureRandom.uuid, auto_delete: true, **more)
def take(queue) = Timeout.timeout(SECONDS) { queue.pop }

def equal(wanted, found)
  raise "wanted #{wanted.inspect}, found #{found.inspect}" unless wanted == found
end

# The deliveries of a subscription, as [body, delivery_info, properties].
def subscribe(queue, **more)
  Queue.new.tap { |received| queue.subscribe(**more) { |info, properties, body| received << [body, info, properties] } }
end

# Passes a client's bytes on to the broker until it is told to cut all connections.
class Cutter
  def initialize
    @server = TCPServer.new("127.0.0.1", 0)
    @sockets = Queue.new
    Thread.new { loop { pass(@server.accept, TCPSocket.new(URI_OF_BROKER.host, URI_OF_BROKER.port)) } }
  end

  def port = @server.addr[1]

  def cut
    @sockets.pop.shutdown until @sockets.empty?
  end

  def pass(client, broker)
    [client, broker].each { |socket| @sockets << socket }
    [[client, broker], [broker, client]].each do |from, to|
      Thread.new do
        IO.copy_stream(from, to)
      rescue IOError, SystemCallError
        nil
      ensure
        to.close
      end
    end
  end
end

check "hello_world" do |channel|
  queue = fresh(channel)
  received = subscribe(queue)
  queue.publish("hello", message_id: "1", content_type: "text/plain")
  body, info, properties = take(received)
  equal ["hello", false, "1", "text/plain"], [body, info.redelivered?, properties.message_id, properties.content_type]
end

check "a_prefetch_of_one" do |channel|
  channel.prefetch(1)
  queue = fresh(channel)
  received = subscribe(queue, manual_ack: true)
  3.times { |number| queue.publish(number.to_s) }
  3.times do |number|
    body, info = take(received)
    equal [number.to_s, 0], [body, received.size]
    channel.ack(info.delivery_tag)
  end
end

check "confirms_and_returns" do |channel|
  returned = Queue.new
  unbound = channel.fanout(SecureRandom.uuid, auto_delete: true)
  unbound.on_return { |info, _, body| returned << [info.reply_code, body] }
  channel.confirm_select
  queue = fresh(channel, durable: true)
  200.times { |number| queue.publish(number.to_s, persistent: true) }
  unbound.publish("lost", mandatory: true)
  equal true, channel.wait_for_confirms
  equal [[312, "lost"], 200], [take(returned), queue.message_count]
end

check "header_types_come_back" do |channel|
  headers = { "true" => true, "int" => 7, "long" => 2**40, "negative" => -3, "float" => 1.5, "text" => "text", "nil" => nil,
              "time" => Time.at(1_700_000_000), "list" => [1, "two", [3]], "table" => { "deep" => { "er" => 1 } } }
  queue = fresh(channel)
  queue.publish("", headers: headers, priority: 3, timestamp: 1_700_000_000, app_id: "checks", type: "kind")
  _, properties, body = queue.pop
  equal [headers, 3, 1_700_000_000, "checks", "kind", ""],
        [properties.headers, properties.priority, properties.timestamp.to_i, properties.app_id, properties.type, body]
end

check "topic_and_headers_exchanges" do |channel|
  topic, headers = %i[topic headers].map { |type| channel.public_send(type, SecureRandom.uuid, auto_delete: true) }
  queue = fresh(channel).bind(topic, routing_key: "a.*.#").bind(headers, arguments: { "x-match" => "any", "n" => 1, "s" => "x" })
  %w[a a.b a.b.c b.b.c].each { |key| topic.publish(key, routing_key: key) }
  [{ "n" => 1 }, { "s" => "y" }, { "s" => "x", "n" => 2 }].each { |found| headers.publish(found.inspect, headers: found) }
  received = subscribe(queue)
  equal ["a.b", "a.b.c", { "n" => 1 }.inspect, { "s" => "x", "n" => 2 }.inspect], Array.new(4) { take(received).first }
end

check "priorities" do |channel|
  queue = fresh(channel, arguments: { "x-max-priority" => 5 })
  [1, 9, 3, nil, 5].each_with_index { |priority, number| queue.publish(number.to_s, priority: priority) }
  equal %w[1 4 2 0 3], Array.new(5) { queue.pop.last }
end

check "rejected_messages_become_dead_letters" do |channel|
  dead = fresh(channel)
  queue = fresh(channel, arguments: { "x-dead-letter-exchange" => "", "x-dead-letter-routing-key" => dead.name })
  queue.publish("bad")
  info, = queue.pop(manual_ack: true)
  channel.nack(info.delivery_tag, false, true)
  info, = queue.pop(manual_ack: true)
  equal true, info.redelivered?
  channel.reject(info.delivery_tag, false)
  body, _, properties = take(subscribe(dead))
  death = properties.headers["x-death"].first
  equal ["bad", "rejected", 1, queue.name], [body, *death.values_at("reason", "count", "queue")]
end

check "errors_are_told_apart" do |channel|
  mine, ours = channel.queue("", exclusive: true), fresh(channel)
  { Bunny::NotFound => ->(there) { there.queue("no such queue", passive: true) },
    Bunny::ResourceLocked => ->(there) { there.queue(mine.name, passive: true) },
    Bunny::AccessRefused => ->(there) { there.queue("amq.mine") },
    Bunny::PreconditionFailed => ->(there) { there.queue(ours.name, auto_delete: true, durable: true) } }.each do |error, mistake|
    other = connect
    mistake.call(other.create_channel)
    raise "no #{error}"
  rescue error
    other.close
  end
end

check "a_wrong_password_is_refused" do
  connect(password: "wrong", recover_from_connection_close: false)
  raise "it was let in"
rescue Bunny::AuthenticationFailureError
  nil
end

check "a_transaction" do |channel|
  queue = fresh(channel)
  channel.tx_select
  queue.publish("never")
  channel.tx_rollback
  queue.publish("once")
  channel.tx_commit
  equal ["once", [nil, nil, nil]], [queue.pop.last, queue.pop]
end

check "a_large_body_in_small_frames" do |channel|
  other = connect(frame_max: 8192)
  queue = fresh(channel)
  body = Random.new(1).bytes(1_000_003)
  queue.publish(body)
  equal true, other.create_channel.queue(queue.name, passive: true).pop.last == body
  other.close
end

check "everything_is_there_again_after_the_connection_was_cut" do
  cutter = Cutter.new
  recovered = Queue.new
  connection = connect(host: "127.0.0.1", port: cutter.port, network_recovery_interval: 0.2, recovery_completed: -> { recovered << true })
  channel = connection.create_channel
  exchange = channel.fanout(SecureRandom.uuid, auto_delete: true)
  received = subscribe(channel.queue("", exclusive: true).bind(exchange), manual_ack: true)
  exchange.publish("before")
  equal "before", take(received).first
  cutter.cut
  take(recovered)
  exchange.publish("after")
  body, info = take(received)
  channel.ack(info.delivery_tag)
  equal "after", body
  connection.close
end

CHECKS.each do |name, block|
  connection = connect
  block.call(connection.create_channel)
  puts "ok #{name}"
rescue StandardError => e
  warn e.full_message
  puts "not ok #{name}: #{e.class} #{e.message}"
ensure
  connection&.close
end
