package io.zpci.guest;

import io.zpci.linux.Errno;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of an SMC-D connection as Linux's {@code net/smc} has it: a DMB into which the peer
 * writes, a send buffer, and CDC messages that say how far each side is. Source: spec ism 10.
 *
 * <p>Nothing blocks: where the kernel would wait, a call says so and is made again after {@link
 * SmcDevice#poll}. Corking and urgent data are not modelled; without them the kernel sends each
 * write at once. User data lies in the driver's memory, at addresses as {@link PciDev#allocate}
 * gives them. Sending and receiving allocate nothing.
 *
 * <p>The server calls {@link #accept}, the client {@link #connect} with the server's {@link
 * #facts}, the server {@link #confirm} with the client's.
 */
public final class SmcConnection {
  private final SmcDevice device;
  private final int sizeExponent;
  private final SmcClosing closing;
  private @Nullable SmcLinkGroup group;
  private @Nullable SmcBuffer dmb;
  private @Nullable SmcBuffer sendBuffer;
  private @Nullable SmcSender sender;
  private @Nullable SmcReceiver receiver;
  private boolean killed;
  private boolean taskletScheduled;

  /**
   * An end that is not connected.
   *
   * @param sizeExponent n where a DMB and a send buffer of 16 KiB &lt;&lt; n bytes are asked for, 0
   *     to 6; smaller ones are taken where those cannot be had
   */
  public SmcConnection(SmcDevice device, int sizeExponent) {
    if (sizeExponent < 0 || sizeExponent > ClcFacts.MAX_EXPONENT) {
      throw new IllegalArgumentException("size exponent " + sizeExponent + ": 0 to 6 expected");
    }
    this.device = device;
    this.sizeExponent = sizeExponent;
    this.closing = new SmcClosing(this);
  }

  /**
   * The server's answer to a client: asks the function whether it reaches {@code peerGid} and takes
   * buffers.
   *
   * @return 0; what the function or driver answered where the peer cannot be reached; -ENOMEM where
   *     no buffer could be had, whatever the cause. Linux falls back to TCP on both
   */
  public int accept(long peerGid) {
    requireUnconnected();
    int unreachable = device.cannotTalk(peerGid);
    return unreachable != 0 ? unreachable : takeBuffers(peerGid);
  }

  /**
   * The client's part, once the server accepted: takes buffers and is connected.
   *
   * @param peer the server's facts
   * @return 0; -ENODEV where the facts are of another fabric or EID; -ENOMEM as {@link #accept}
   */
  public int connect(ClcFacts peer) {
    requireUnconnected();
    if (peer.chid() != device.clcChid() || !peer.eid().equals(device.clcEid())) {
      return -Errno.ENODEV;
    }
    int refused = takeBuffers(peer.gid());
    if (refused == 0) {
      connected(peer);
    }
    return refused;
  }

  /** The server's last part: the client's facts. The server is connected. */
  public void confirm(ClcFacts peer) {
    connected(peer);
  }

  private void requireUnconnected() {
    if (group != null) {
      throw new IllegalStateException("the connection has its buffers already");
    }
  }

  private int takeBuffers(long peerGid) {
    SmcLinkGroup peers = device.groups().to(peerGid);
    boolean first = peers.unused();
    SmcBuffer sending = peers.sendBuffer(sizeExponent);
    SmcBuffer receiving = sending == null ? null : peers.dmb(sizeExponent);
    if (sending == null || receiving == null) {
      if (sending != null) {
        peers.discard(sending);
      }
      if (first) {
        device.groups().terminate(peers);
      }
      return -Errno.ENOMEM;
    }
    group = peers;
    dmb = receiving;
    sendBuffer = sending;
    sender =
        new SmcSender(
            device.driver(),
            device.memory(),
            sending.address(),
            sending.length(),
            device.messageAddress());
    receiver = new SmcReceiver(device.memory(), receiving.address(), receiving.length());
    peers.add(this);
    device.use(receiving.dmb().index(), this);
    return 0;
  }

  private void connected(ClcFacts peer) {
    sender().connected(peer);
    closing.activate();
  }

  /** What the peer is to be told. Needs a successful {@link #accept} or {@link #connect}. */
  public ClcFacts facts() {
    SmcBuffer own = Objects.requireNonNull(dmb, "no DMB yet");
    return new ClcFacts(
        device.driver().gid(),
        own.dmb().token(),
        0,
        own.sizeExponent(),
        Objects.requireNonNull(group).id(),
        device.clcChid(),
        device.clcEid());
  }

  /** The state. */
  public SmcState state() {
    return closing.state();
  }

  /**
   * Whether the connection was given up: a move failed, the peer said so, or its link group was
   * terminated.
   */
  public boolean aborted() {
    return killed
        || (sender != null && sender.raised(SmcCdcMessage.ABORTED))
        || (receiver != null && receiver.has(SmcCdcMessage.ABORTED));
  }

  /** Bytes that can be received. */
  public int readable() {
    return receiver == null ? 0 : receiver.readable();
  }

  /** Bytes that {@link #send} takes now: what is free of the send buffer. */
  public int writable() {
    return sender == null || !closing.canSend() ? 0 : sender.space();
  }

  /** Bytes in the send buffer that wait for room in the peer's ring. */
  public int unsent() {
    return sender == null ? 0 : sender.unsent();
  }

  /**
   * Sends ({@code smc_tx_sendmsg}, not blocking): fills the send buffer and moves on what the
   * peer's ring takes, again where that made room.
   *
   * @param address of the bytes in the driver's memory
   * @return bytes accepted, 0 where the send buffer is full; -ENOTCONN before the facts are known,
   *     -EPIPE after shutting down, closing or an abort, -ECONNRESET after the peer closed
   */
  public int send(long address, int length) {
    if (closing.state() == SmcState.INIT) {
      return -Errno.ENOTCONN;
    }
    if (!closing.canSend()) {
      return -Errno.EPIPE;
    }
    SmcSender out = sender();
    int done = 0;
    while (done < length) {
      if (closing.anyCloseReceived()) {
        return done > 0 ? done : -Errno.ECONNRESET;
      }
      int part = Math.min(length - done, out.space());
      if (part == 0) {
        return done;
      }
      out.fill(address + done, part);
      done += part;
      int _ = push();
    }
    return done;
  }

  /**
   * Receives ({@code smc_rx_recvmsg}, not blocking), and tells the peer at once where that is due.
   *
   * @param address where the bytes go in the driver's memory
   * @return bytes; 0 where no more will come; -EAGAIN where none are there yet; -ENOTCONN where it
   *     is not connected or its link group was terminated
   */
  public int receive(long address, int length) {
    if (closing.state() == SmcState.CLOSED) {
      return closing.receiveShutdown() ? 0 : -Errno.ENOTCONN;
    }
    if (receiver == null) {
      return -Errno.ENOTCONN;
    }
    int part = Math.min(length, receiver.readable());
    if (part > 0) {
      receiver.take(address, part);
      updateConsumer();
      return part;
    }
    if (length == 0 || closing.receiveShutdown()) {
      return 0;
    }
    return -Errno.EAGAIN;
  }

  /**
   * Says that no more will be sent ({@code shutdown(SHUT_WR)}).
   *
   * @return 0; -EAGAIN while unsent bytes wait for the peer, where the kernel waits for two
   *     seconds; -ENOTCONN; or the failure of the move that says it
   */
  public int shutdownWrite() {
    return closing.shutdownWrite();
  }

  /**
   * Closes. Unread bytes make it an abort for the peer. Once both have closed, the buffers go back
   * to the link group, cleared.
   *
   * @return as {@link #shutdownWrite}; -EPIPE where the peer's link group is gone
   */
  public int close() {
    return closing.close();
  }

  /** Whether unsent bytes may still go; none do once the connection was given up. */
  boolean stillSending() {
    return unsent() > 0 && !aborted();
  }

  /** {@code smc_tx_sndbuf_nonempty}: moves on what can be, then says so. */
  private int push() {
    SmcSender out = sender();
    if (out.unsent() <= 0 || out.peerSpace() <= 0) {
      return 0;
    }
    if (killed || receiver().has(SmcCdcMessage.ABORTED)) {
      return -Errno.EPIPE;
    }
    int refused = out.transmit(receiver().peerConsumer());
    return refused != 0 ? refused : message();
  }

  /** {@code smc_cdc_get_slot_and_msg_send}: a CDC message as things stand. */
  int sendMessage() {
    return killed || group == null || group.peerShutdown() ? -Errno.EPIPE : message();
  }

  private int message() {
    int refused = sender().sendMessage(receiver().consumer());
    if (refused == 0) {
      receiver().confirm();
    }
    return refused;
  }

  /** {@code smc_tx_consumer_update}. */
  private void updateConsumer() {
    SmcReceiver in = receiver();
    if (in.updateDue()) {
      if (killed || in.has(SmcCdcMessage.ABORTED)) {
        return;
      }
      // The kernel would try again from a work item; the failed move aborted the connection.
      if (sendMessage() != 0) {
        return;
      }
    }
    in.forgetBlocked();
  }

  /** Whether it is now due where it was not: a tasklet is scheduled once until it runs. */
  boolean scheduleTasklet() {
    boolean newly = !taskletScheduled && !killed;
    taskletScheduled |= newly;
    return newly;
  }

  /** {@code smcd_cdc_rx_tsklet}: the peer's message is looked at. */
  void tasklet() {
    taskletScheduled = false;
    if (killed) {
      return;
    }
    SmcReceiver in = receiver();
    SmcSender out = sender();
    int taken = in.look(out.peerSize());
    out.consumed(taken);
    if ((taken > 0 && out.unsent() > 0) || in.updateRequested()) {
      if (push() == 0) {
        in.forgetBlocked();
      }
    }
    if (in.has(SmcCdcMessage.ABORTED)) {
      out.raise(SmcCdcMessage.ABORTED);
    }
    if (in.has(SmcCdcMessage.ABORTED | SmcCdcMessage.CLOSED | SmcCdcMessage.DONE_WRITING)) {
      closing.shutdownReceive();
      device.closingDue(this);
    }
  }

  /** The close work: the peer was done, closed or gave up. */
  void closeWork() {
    closing.passive();
  }

  /** {@code smc_conn_kill}: its link group is terminated. The peer is told if it is still there. */
  void kill() {
    sender().raise(SmcCdcMessage.ABORTED);
    int _ = sendMessage();
    killed = true;
    forget();
    closing.killed();
  }

  /** {@code smc_conn_free}: the buffers go back, to be used by the next connection. */
  void free() {
    SmcLinkGroup peers = group;
    if (peers == null || killed) {
      return;
    }
    forget();
    peers.release(this, Objects.requireNonNull(sendBuffer), Objects.requireNonNull(dmb));
    group = null;
  }

  private void forget() {
    device.use(Objects.requireNonNull(dmb).dmb().index(), null);
    device.forget(this);
    taskletScheduled = false;
  }

  /** The sending half. */
  SmcSender sender() {
    return Objects.requireNonNull(sender, "not connected");
  }

  /** The receiving half. */
  SmcReceiver receiver() {
    return Objects.requireNonNull(receiver, "not connected");
  }
}
