package io.zpci.machine;

import io.zpci.guest.PciDev;
import io.zpci.guest.SmcConnection;
import io.zpci.linux.Errno;
import io.zpci.workload.StreamData;
import java.util.Random;

/** One direction of a connection: who writes checked data, who reads it. */
final class TalkStream {
  /** One of so many turns of the reader is a pause. */
  private static final int PAUSE = 4;

  private final TalkPlan plan;
  private final SmcConnection from;
  private final SmcConnection to;
  private final PciDev writer;
  private final PciDev reader;
  private final long outgoing;
  private final long incoming;
  private final long total;
  private final StreamData data;
  private final Random random;
  private long written;
  private long received;
  private int pending;
  private int accepted;
  private boolean right = true;

  /**
   * A stream of {@code total} bytes.
   *
   * @param number tells the streams of a talk apart
   */
  TalkStream(
      TalkPlan plan,
      int number,
      long total,
      SmcConnection from,
      PciDev writer,
      SmcConnection to,
      PciDev reader) {
    this.plan = plan;
    this.total = total;
    this.from = from;
    this.to = to;
    this.writer = writer;
    this.reader = reader;
    this.outgoing = writer.allocate(TalkPlan.MOST);
    this.incoming = reader.allocate(TalkPlan.MOST);
    this.data = new StreamData(plan.seed() + number);
    this.random = new Random(plan.seed() * 31 + number);
  }

  /** Whether there is memory for it. */
  boolean hasMemory() {
    return outgoing >= 0 && incoming >= 0;
  }

  /** Whether every byte was received. */
  boolean ended() {
    return received == total;
  }

  /** Whether all that was received was right. */
  boolean right() {
    return right;
  }

  /** Bytes received and right. */
  long received() {
    return received;
  }

  /**
   * The writer writes what is taken, the reader reads what is there, or pauses.
   *
   * @return bytes written and read, or a negative errno
   */
  int turn() {
    int out = write();
    if (out < 0) {
      return out;
    }
    int in = random.nextInt(PAUSE) == 0 ? 0 : read();
    return in < 0 ? in : out + in;
  }

  private int write() {
    if (accepted == pending) {
      if (written == total) {
        return 0;
      }
      int spread = plan.largest() - plan.smallest() + 1;
      pending = (int) Math.min(plan.smallest() + random.nextInt(spread), total - written);
      accepted = 0;
      data.put(written, writer.memory().segment(), writer.memory().offset(outgoing), pending);
    }
    int done = from.send(outgoing + accepted, pending - accepted);
    if (done > 0) {
      accepted += done;
      written += done;
    }
    return done;
  }

  private int read() {
    if (received == total) {
      return 0;
    }
    int room = 1 + random.nextInt(TalkPlan.MOST);
    int done = to.receive(incoming, room);
    if (done == -Errno.EAGAIN) {
      return 0;
    }
    if (done == 0) {
      return -Errno.ECONNRESET;
    }
    if (done > 0) {
      int good =
          data.match(received, reader.memory().segment(), reader.memory().offset(incoming), done);
      received += good;
      right &= good == done;
    }
    return done;
  }
}
