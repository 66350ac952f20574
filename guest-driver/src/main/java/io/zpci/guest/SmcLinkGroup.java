package io.zpci.guest;

import io.zpci.storage.GuestStorage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one device to one peer, and the buffers they take and give back. Linux would
 * free a group ten minutes after its last connection; there is no clock here, so a group stays
 * until it is terminated. Source: spec ism 6, 10.5.
 */
final class SmcLinkGroup {
  private final SmcDevice device;
  private final long peerGid;
  private final int id;
  private final List<SmcConnection> connections = new ArrayList<>();
  private final List<Deque<SmcBuffer>> sendBuffers = new ArrayList<>();
  private final List<Deque<SmcBuffer>> dmbs = new ArrayList<>();
  private boolean peerShutdown;

  /** A group without connections. */
  SmcLinkGroup(SmcDevice device, long peerGid, int id) {
    this.device = device;
    this.peerGid = peerGid;
    this.id = id;
    for (int exponent = 0; exponent <= ClcFacts.MAX_EXPONENT; exponent++) {
      sendBuffers.add(new ArrayDeque<>());
      dmbs.add(new ArrayDeque<>());
    }
  }

  /** The peer. */
  long peerGid() {
    return peerGid;
  }

  /** The group's id, as the peer is told. */
  int id() {
    return id;
  }

  /** Whether the peer ended the group: then it is told nothing more. */
  boolean peerShutdown() {
    return peerShutdown;
  }

  /** Whether no connection ever took a buffer of it. */
  boolean unused() {
    return sendBuffers.stream().allMatch(Deque::isEmpty) && dmbs.stream().allMatch(Deque::isEmpty);
  }

  /** Adds a connection that took its buffers. */
  void add(SmcConnection connection) {
    connections.add(connection);
  }

  /** A send buffer of 16 KiB &lt;&lt; {@code exponent} or less; null where none is had. */
  @Nullable SmcBuffer sendBuffer(int exponent) {
    return taken(sendBuffers, exponent, this::newSendBuffer);
  }

  private @Nullable SmcBuffer newSendBuffer(int exponent) {
    long address = device.allocate(ClcFacts.length(exponent));
    return address < 0 ? null : SmcBuffer.sending(exponent, address);
  }

  /**
   * A registered DMB of 16 KiB &lt;&lt; {@code exponent} or less; null where none is had. Each size
   * that has none to reuse costs a REG_DMB.
   */
  @Nullable SmcBuffer dmb(int exponent) {
    return taken(dmbs, exponent, this::newDmb);
  }

  private @Nullable SmcBuffer newDmb(int exponent) {
    IsmDmb dmb = new IsmDmb(ClcFacts.length(exponent), 0, false, 0);
    return device.driver().registerDmb(dmb, peerGid) == 0
        ? SmcBuffer.receiving(exponent, dmb)
        : null;
  }

  /** Makes a buffer of 16 KiB &lt;&lt; n bytes, or none. */
  @FunctionalInterface
  private interface Maker {
    @Nullable SmcBuffer make(int exponent);
  }

  /** The largest that is there unused or can be made, of {@code exponent} or less. */
  private static @Nullable SmcBuffer taken(List<Deque<SmcBuffer>> kept, int exponent, Maker maker) {
    for (int n = exponent; n >= 0; n--) {
      SmcBuffer buffer = unused(kept.get(n));
      if (buffer == null) {
        buffer = maker.make(n);
        if (buffer != null) {
          kept.get(n).addFirst(buffer);
        }
      }
      if (buffer != null) {
        buffer.use(true);
        return buffer;
      }
    }
    return null;
  }

  private static @Nullable SmcBuffer unused(Deque<SmcBuffer> buffers) {
    for (SmcBuffer buffer : buffers) {
      if (!buffer.used()) {
        return buffer;
      }
    }
    return null;
  }

  /** Frees a send buffer whose connection got no DMB. */
  void discard(SmcBuffer sendBuffer) {
    sendBuffers.get(sendBuffer.sizeExponent()).remove(sendBuffer);
    device.free(sendBuffer);
  }

  /** A connection is over: its buffers are cleared and kept. */
  void release(SmcConnection connection, SmcBuffer sendBuffer, SmcBuffer dmb) {
    connections.remove(connection);
    clear(sendBuffer);
    clear(dmb);
  }

  private void clear(SmcBuffer buffer) {
    GuestStorage memory = device.memory();
    for (long at = 0; at < buffer.length(); at += 8) {
      memory.putLong(buffer.address() + at, 0);
    }
    buffer.use(false);
  }

  /** The peer ended the group. */
  void peerIsGone() {
    peerShutdown = true;
  }

  /**
   * {@code __smc_lgr_terminate}: kills the connections, oldest first, tells the peer unless it
   * knows, unregisters the DMBs.
   */
  void terminate() {
    for (SmcConnection connection : connections) {
      connection.kill();
    }
    connections.clear();
    if (!peerShutdown) {
      device.signalShutdown(this);
    }
    for (Deque<SmcBuffer> buffers : sendBuffers) {
      buffers.forEach(device::free);
      buffers.clear();
    }
    for (Deque<SmcBuffer> buffers : dmbs) {
      for (SmcBuffer buffer : buffers) {
        // A refusal leaves the buffer with the driver; nobody asks.
        int _ = device.driver().unregisterDmb(buffer.dmb());
      }
      buffers.clear();
    }
  }
}
