package io.zpci.guest;

import static io.zpci.guest.SmcCdcMessage.ABORTED;
import static io.zpci.guest.SmcCdcMessage.CLOSED;
import static io.zpci.guest.SmcCdcMessage.DONE_WRITING;

import io.zpci.linux.Errno;

/**
 * How a connection ends: its state, and what shutting down, closing, the peer's flags and a kill
 * make of it ({@code smc_close.c}). Source: spec ism 10.2, 10.3.
 */
final class SmcClosing {
  private final SmcConnection connection;
  private SmcState state = SmcState.INIT;
  private boolean sendShutdown;
  private boolean receiveShutdown;
  private boolean released;

  /** Of a connection that is not connected. */
  SmcClosing(SmcConnection connection) {
    this.connection = connection;
  }

  /** The state. */
  SmcState state() {
    return state;
  }

  /** The facts are known. What the peer did meanwhile stands. */
  void activate() {
    if (state == SmcState.INIT) {
      state = SmcState.ACTIVE;
    }
  }

  /** Whether bytes may still be sent. */
  boolean canSend() {
    return !sendShutdown && (state == SmcState.ACTIVE || state == SmcState.APPCLOSEWAIT1);
  }

  /** Whether no more bytes will come than are there. */
  boolean receiveShutdown() {
    return receiveShutdown;
  }

  /** No more bytes will come. */
  void shutdownReceive() {
    receiveShutdown = true;
  }

  /** Whether the peer closed or gave up. */
  boolean anyCloseReceived() {
    return connection.receiver().has(CLOSED | ABORTED);
  }

  private boolean anyCloseSent() {
    return connection.sender().raised(CLOSED) || connection.sender().raised(ABORTED);
  }

  /** {@code smc_close_shutdown_write}. */
  int shutdownWrite() {
    return switch (state) {
      case INIT, CLOSED, PEERFINCLOSEWAIT, PROCESSABORT -> -Errno.ENOTCONN;
      case ACTIVE -> connection.unsent() > 0 ? -Errno.EAGAIN : doneWriting(SmcState.PEERCLOSEWAIT1);
      case APPCLOSEWAIT1 ->
          connection.unsent() > 0 && !anyCloseReceived()
              ? -Errno.EAGAIN
              : doneWriting(SmcState.APPCLOSEWAIT2);
      case PEERCLOSEWAIT1, PEERCLOSEWAIT2, APPCLOSEWAIT2, APPFINCLOSEWAIT -> 0;
    };
  }

  private int doneWriting(SmcState next) {
    sendShutdown = true;
    connection.sender().raise(DONE_WRITING);
    int refused = connection.sendMessage();
    state = next;
    return refused;
  }

  /** {@code smc_release}: closes, and frees what is over on both sides. */
  int close() {
    if (released) {
      return 0;
    }
    int answer = active();
    if (answer == -Errno.EAGAIN) {
      return answer;
    }
    released = true;
    sendShutdown = true;
    receiveShutdown = true;
    if (state == SmcState.CLOSED) {
      connection.free();
    }
    return answer;
  }

  /** {@code smc_close_active}. */
  private int active() {
    return switch (state) {
      case INIT -> {
        state = SmcState.CLOSED;
        yield 0;
      }
      case ACTIVE -> connection.unsent() > 0 ? -Errno.EAGAIN : last(SmcState.PEERCLOSEWAIT1);
      case APPCLOSEWAIT1, APPCLOSEWAIT2 -> {
        boolean both = anyCloseReceived();
        yield connection.unsent() > 0 && !both
            ? -Errno.EAGAIN
            : last(both ? SmcState.CLOSED : SmcState.PEERFINCLOSEWAIT);
      }
      case PEERCLOSEWAIT1, PEERCLOSEWAIT2 -> afterShutdown(state);
      case APPFINCLOSEWAIT -> afterShutdown(SmcState.CLOSED);
      case PROCESSABORT -> {
        connection.sender().raise(ABORTED);
        int refused = connection.sendMessage();
        state = SmcState.CLOSED;
        yield refused;
      }
      case PEERFINCLOSEWAIT, CLOSED -> 0;
    };
  }

  private int afterShutdown(SmcState next) {
    boolean toSay = connection.sender().raised(DONE_WRITING) && !anyCloseSent();
    int refused = toSay ? last(next) : 0;
    state = next;
    return refused;
  }

  /** {@code smc_close_final}: bytes that nobody will read make it an abort. */
  private int last(SmcState next) {
    connection.sender().raise(connection.readable() > 0 ? ABORTED : CLOSED);
    int refused = connection.sendMessage();
    state = next;
    return refused;
  }

  /** {@code smc_close_passive_work}: the peer was done writing, closed or gave up. */
  void passive() {
    if (connection.receiver().has(ABORTED)) {
      state = afterAbort();
    } else {
      state = afterClose();
    }
    if (state == SmcState.CLOSED && released) {
      connection.free();
    }
  }

  private SmcState afterAbort() {
    return switch (state) {
      case INIT -> SmcState.INIT;
      case ACTIVE, APPCLOSEWAIT1, APPCLOSEWAIT2, PROCESSABORT -> SmcState.PROCESSABORT;
      case PEERCLOSEWAIT1, PEERCLOSEWAIT2 ->
          connection.sender().raised(DONE_WRITING) && !released
              ? SmcState.PROCESSABORT
              : SmcState.CLOSED;
      case APPFINCLOSEWAIT, PEERFINCLOSEWAIT, CLOSED -> SmcState.CLOSED;
    };
  }

  private SmcState afterClose() {
    return switch (state) {
      case INIT ->
          connection.readable() > 0 || !anyCloseReceived()
              ? SmcState.APPCLOSEWAIT1
              : SmcState.CLOSED;
      case ACTIVE -> SmcState.APPCLOSEWAIT1;
      case PEERCLOSEWAIT1 ->
          connection.receiver().has(DONE_WRITING)
              ? afterPeersClose(SmcState.PEERCLOSEWAIT2)
              : afterPeersClose(SmcState.PEERCLOSEWAIT1);
      case PEERCLOSEWAIT2, PEERFINCLOSEWAIT -> afterPeersClose(state);
      case APPCLOSEWAIT1, APPCLOSEWAIT2, APPFINCLOSEWAIT, PROCESSABORT, CLOSED -> state;
    };
  }

  private SmcState afterPeersClose(SmcState otherwise) {
    if (!anyCloseReceived()) {
      return otherwise;
    }
    return released && anyCloseSent() ? SmcState.CLOSED : SmcState.APPFINCLOSEWAIT;
  }

  /** {@code smc_close_active_abort}: whatever it was, it is over. */
  void killed() {
    state = SmcState.CLOSED;
    sendShutdown = true;
  }
}
