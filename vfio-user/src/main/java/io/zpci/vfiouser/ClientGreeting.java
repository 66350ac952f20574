package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfio.DeviceInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a client says first, and without an answer to which there is no device. A server that cannot
 * be spoken to is an IOException of one sentence. Source: spec passthrough f.3, f.4.
 */
final class ClientGreeting {
  private static final Capabilities OWN =
      new Capabilities(16, Message.MAX_TRANSFER, 65_535, 4096, true, false);

  /** As many regions and interrupts as QEMU takes from a server. */
  private static final int MOST_REGIONS = 100;

  private static final int MOST_IRQS = 50;

  /** What QEMU 11.1.2 says of itself. */
  private static final String QEMU =
      "{\"capabilities\": {\"pgsizes\": 4096, \"max_msg_fds\": 16, \"max_dma_maps\": 65535, "
          + "\"max_data_xfer_size\": 1048576, \"migration\": {\"max_bitmap_size\": 268435456, "
          + "\"pgsize\": 4096}, \"write_multiple\": true}}";

  private final ClientConnection connection;
  private final boolean asQemu;

  /**
   * On {@code connection}.
   *
   * @param asQemu whether it says what QEMU says, and takes no longer reply
   */
  ClientGreeting(ClientConnection connection, boolean asQemu) {
    this.connection = connection;
    this.asQemu = asQemu;
  }

  /**
   * {@code VERSION}: what client and server can both do.
   *
   * @param asked whether the server is to take each write to a BAR as one block
   */
  Capabilities agree(boolean asked) throws IOException {
    byte[] offer =
        asQemu ? QEMU.getBytes(StandardCharsets.UTF_8) : OWN.withWholeBlocks(asked).json();
    int front = Message.HEADER + Payload.Version.SIZE;
    int size = front + offer.length + 1;
    MemorySegment request = connection.request(size);
    request.asSlice(Message.HEADER, size - Message.HEADER).fill((byte) 0); // version 0.0, a NUL
    MemorySegment.copy(offer, 0, request, ValueLayout.JAVA_BYTE, front, offer.length);
    said(
        VfioUserCommand.VERSION,
        connection.exchange(VfioUserCommand.VERSION, size, Payload.Version.SIZE, List.of()));
    if (asQemu && Message.HEADER + connection.replyLength() > size) {
      throw new IOException(
          "the reply to VERSION has %d bytes, QEMU takes no more than the %d of its request"
              .formatted(Message.HEADER + connection.replyLength(), size));
    }
    MemorySegment reply = connection.reply();
    long at = connection.replyAt();
    int major = Short.toUnsignedInt(reply.get(Message.SHORT, at + Payload.Version.MAJOR));
    int minor = Short.toUnsignedInt(reply.get(Message.SHORT, at + Payload.Version.MINOR));
    if (major != 0 || minor != 0) {
      throw new IOException("version 0.0 was offered, the server speaks " + major + "." + minor);
    }
    int length = connection.replyLength() - Payload.Version.SIZE;
    Capabilities server = Capabilities.DEFAULT;
    if (length > 0) {
      byte[] text = new byte[length - 1];
      long from = at + Payload.Version.SIZE;
      MemorySegment.copy(reply, ValueLayout.JAVA_BYTE, from, text, 0, text.length);
      if (reply.get(ValueLayout.JAVA_BYTE, from + text.length) != 0) {
        throw new IOException("the server's capabilities do not end with a NUL");
      }
      server = capabilities(text);
    }
    return new Capabilities(
        Math.min(OWN.descriptors(), server.descriptors()),
        Math.min(OWN.transfer(), server.transfer()),
        Math.min(OWN.maps(), server.maps()),
        server.pageSizes(),
        server.writeMultiple(),
        asked && server.wholeBlocks());
  }

  private static Capabilities capabilities(byte[] text) throws IOException {
    try {
      return Capabilities.parse(text);
    } catch (ProtocolException e) {
      throw new IOException("the server's capabilities: " + e.getMessage(), e);
    }
  }

  /** {@code DEVICE_GET_INFO}. */
  DeviceInfo info() throws IOException {
    MemorySegment request = connection.request(Message.HEADER + Payload.DeviceInfo.SIZE);
    request.asSlice(Message.HEADER, Payload.DeviceInfo.SIZE).fill((byte) 0);
    request.set(Message.INT, Message.HEADER, Payload.DeviceInfo.SIZE);
    said(
        VfioUserCommand.DEVICE_GET_INFO,
        connection.exchange(
            VfioUserCommand.DEVICE_GET_INFO,
            Message.HEADER + Payload.DeviceInfo.SIZE,
            Payload.DeviceInfo.SIZE,
            List.of()));
    long at = connection.replyAt();
    int flags = connection.reply().get(Message.INT, at + 4) & ~DeviceInfo.FLAG_CAPS;
    int count = connection.reply().get(Message.INT, at + 8);
    int irqs = connection.reply().get(Message.INT, at + 12);
    if (count < 0 || count > MOST_REGIONS || irqs < 0 || irqs > MOST_IRQS) {
      throw new IOException(
          "the server's device has %d regions and %d interrupts, at most %d and %d were expected"
              .formatted(count, irqs, MOST_REGIONS, MOST_IRQS));
    }
    return new DeviceInfo(flags, count, irqs, List.of());
  }

  /** Throws what kept {@code request} from being answered. */
  private void said(VfioUserCommand request, int result) throws IOException {
    IOException failure = connection.failure();
    if (failure != null) {
      throw failure;
    }
    if (result < 0) {
      throw new IOException("the server refused " + request + ": " + Errno.name(result));
    }
  }
}
