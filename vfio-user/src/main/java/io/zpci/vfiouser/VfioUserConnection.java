package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.PosixException;
import io.zpci.posix.TransferBuffer;
import io.zpci.posix.UnixSocket;
import org.jspecify.annotations.Nullable;

/**
 * One client of a server, from its first message to its end, on the thread that calls {@link #run}.
 * A message that is wrong is answered with an errno, or ends the connection where nobody can say
 * what follows it; a command that wants no reply gets none. At the end the device is detached, then
 * everything that the client passed is closed. Source: spec passthrough f.
 */
final class VfioUserConnection {
  private final UnixSocket socket;
  private final ServerSettings settings;
  private final ServedDevice device;
  private final ServerEvents events;
  private final MessageStream stream;
  private final MessageSender sender;
  private final ConnectionDma dma;
  private final Request request;
  private final TransferBuffer reply;
  private final Negotiation negotiation;
  private final InfoRequests infos;
  private final DmaRequests maps;
  private final IrqRequests irqs;
  private boolean attached;
  private @Nullable RegionRequests regions;

  VfioUserConnection(
      UnixSocket socket,
      ServedDevice device,
      ServerEvents events,
      ServerSettings settings,
      ServerBuffers buffers) {
    this.socket = socket;
    this.settings = settings;
    this.device = device;
    this.events = events;
    this.stream = new MessageStream(socket, buffers.in(), buffers.answered(), events);
    this.sender = new MessageSender(socket, events);
    this.dma = new ConnectionDma(stream, sender, buffers.asked(), buffers.answered(), settings);
    this.request = new Request(buffers.in().bytes());
    this.reply = buffers.out();
    this.negotiation = new Negotiation(settings.greeting());
    this.infos = new InfoRequests(device);
    this.maps = new DmaRequests(device);
    this.irqs = new IrqRequests(device);
  }

  /** Serves the client until it is gone or {@link #end} is called. */
  void run() {
    try {
      events.connected();
      socket.limitWaiting(0, settings.sendMillis());
      while (stream.next(request) && serve()) {
        // One command after the other.
      }
    } catch (PosixException e) {
      stream.end(MessageSender.why(e));
    } catch (RuntimeException | InternalError e) {
      // A file of the client that was cut is an InternalError. Whatever it is, others go on.
      stream.end("the device failed: " + e);
    } finally {
      finish();
    }
    events.disconnected(stream.why());
  }

  /** Ends the connection, for {@code reason}; any thread. */
  void end(String reason) {
    stream.end(reason);
  }

  private void finish() {
    stream.end("a failure of the server");
    try {
      if (attached) {
        device.detach();
      }
    } catch (RuntimeException | InternalError e) {
      // The next client is served all the same.
      events.refused("the end of a connection: " + e, Errno.EIO);
    } finally {
      irqs.close();
      request.closeDescriptors();
      dma.finish();
      stream.close();
    }
  }

  /** Whether the connection goes on. */
  private boolean serve() throws PosixException {
    int answer = execute();
    request.closeDescriptors();
    int id = request.id();
    int command = request.command();
    boolean wanted = (request.flags() & Message.NO_REPLY) == 0;
    if (answer < 0) {
      events.refused(request + ": " + request.reason(), -answer);
      if (wanted) {
        int flags = Message.TYPE_REPLY | Message.ERROR;
        Message.putHeader(reply.bytes(), 0, id, command, Message.HEADER, flags, -answer);
        sender.send(reply, 0, Message.HEADER);
      }
      if (request.isLast()) {
        stream.end(request + ": " + request.reason());
        return false;
      }
    } else if (wanted) {
      int size = Message.HEADER + answer;
      Message.putHeader(reply.bytes(), 0, id, command, size, Message.TYPE_REPLY, 0);
      sender.send(reply, 0, size);
    }
    return true;
  }

  /** Answers the bytes of the payload that stands in {@link #reply}, or a negative errno. */
  private int execute() {
    VfioUserCommand command = VfioUserCommand.of(request.command());
    if (!Message.isSize(request.toldSize())) {
      return request.refuseAndEnd(
          Errno.EINVAL, "a message of " + Integer.toUnsignedString(request.toldSize()) + " bytes");
    }
    if ((request.flags() & Message.TYPE) != Message.TYPE_COMMAND) {
      return request.refuseAndEnd(Errno.EINVAL, "it is neither a command nor a reply");
    }
    RegionRequests accesses = regions;
    if (accesses == null) {
      return command == VfioUserCommand.VERSION
          ? negotiate()
          : request.refuseAndEnd(Errno.EINVAL, "the version has to be negotiated first");
    }
    if (command == null) {
      return request.refuse(Errno.EINVAL, "there is no such command");
    }
    if (!request.descriptors().isEmpty() && !command.takesDescriptors()) {
      return request.refuse(Errno.EINVAL, "it takes no descriptors");
    }
    if (request.descriptors().size() > Negotiation.OWN.descriptors()) {
      return request.refuse(Errno.EINVAL, "more descriptors than the server has said it takes");
    }
    return execute(command, accesses);
  }

  private int execute(VfioUserCommand command, RegionRequests accesses) {
    long at = Message.HEADER;
    return switch (command) {
      case REGION_WRITE -> accesses.write(request, reply.bytes(), at);
      case REGION_READ -> accesses.read(request, reply.bytes(), at);
      case REGION_WRITE_MULTI -> accesses.writeMulti(request, reply.bytes(), at);
      case DMA_MAP -> maps.map(request);
      case DMA_UNMAP -> maps.unmap(request, reply.bytes(), at);
      case DEVICE_GET_INFO -> infos.device(request, reply.bytes(), at);
      case DEVICE_GET_REGION_INFO -> infos.region(request, reply.bytes(), at);
      case DEVICE_GET_REGION_IO_FDS -> infos.regionDescriptors(request, reply.bytes(), at);
      case DEVICE_GET_IRQ_INFO -> infos.irq(request, reply.bytes(), at);
      case DEVICE_SET_IRQS -> irqs.set(request);
      case DEVICE_RESET -> reset();
      case VERSION -> negotiate();
      // As the ioctl answers where a device has no such feature; migration is one of them.
      case DEVICE_FEATURE, MIG_DATA_READ, MIG_DATA_WRITE ->
          request.refuse(Errno.ENOTTY, "the device has no features");
      case DMA_READ, DMA_WRITE, DIRTY_PAGES ->
          request.refuse(Errno.EINVAL, "no command for a server");
    };
  }

  private int negotiate() {
    if (!request.descriptors().isEmpty()) {
      return request.refuseAndEnd(Errno.EINVAL, "it takes no descriptors");
    }
    int answer = negotiation.negotiate(request, reply.bytes(), Message.HEADER);
    Capabilities client = negotiation.client();
    if (answer >= 0 && client != null) {
      dma.take(client.transfer());
      attached = true;
      device.attach(new Attachment(dma, client.maps(), client.wholeBlocks()));
      regions = new RegionRequests(device);
    }
    return answer;
  }

  private int reset() {
    if (request.length() != 0) {
      return request.refuse(Errno.EINVAL, "it has no payload");
    }
    int answer = device.reset();
    return answer < 0 ? request.refuse(-answer, "the device refuses it") : 0;
  }
}
