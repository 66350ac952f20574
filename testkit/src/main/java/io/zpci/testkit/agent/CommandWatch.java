package io.zpci.testkit.agent;

import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmReturnCode;
import io.zpci.ism.IsmRules;
import io.zpci.storage.Layouts;
import io.zpci.testkit.agent.DriverCall.Issuer;
import io.zpci.verdict.IsmOrder;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BAR 2 of one function, as its driver uses it: the order of a command's blocks and loads, whose
 * command it is, and what commands register. Each CPU's own order is judged by itself, so that one
 * who comes between is blamed for that and nothing else.
 */
final class CommandWatch {
  private static final int HEADER = 8;
  private static final int SBA_SIZE = 4096;

  private final FindingSink found;
  private final MemoryWatch memory;
  private final Map<Issuer, Sequence> sequences = new HashMap<>();
  private @Nullable Issuer holder;
  private @Nullable DriverCall began;
  private boolean mixed;

  /** One CPU's command. */
  private static final class Sequence {
    private final IsmOrder<DriverCall> order;
    private final MemorySegment request = MemorySegment.ofArray(new long[512]);
    private @Nullable IsmCommand command;
    private @Nullable DriverCall header;
    private int answered;
    private int length = HEADER;
    private int next;

    Sequence(FindingSink found) {
      this.order =
          new IsmOrder<>(finding -> found.find(finding.rule(), finding.by(), finding.what()));
    }
  }

  /** Nobody has sent a command. */
  CommandWatch(FindingSink found, MemoryWatch memory) {
    this.found = found;
    this.memory = memory;
  }

  /** A block went to BAR 2. */
  void block(DriverCall call, Meant block) {
    arbitrate(call, block.text());
    if (holder == null) {
      began = call;
      mixed = false;
    }
    holder = call.issuer();
    Sequence sequence = sequence(call);
    sequence.order.block(block.space(), block.offset(), block.bytes(), block.taken(), call);
    if (block.offset() >= HEADER) {
      payload(call, block, sequence);
    } else if (block.offset() != 0 || block.length() < HEADER) {
      found.find(IsmRules.R_09, call, block.text());
    } else if (block.length() > HEADER) {
      found.find(IsmRules.R_10, call, block.text());
    } else {
      header(call, sequence, block.bytes());
    }
  }

  private void arbitrate(DriverCall call, String text) {
    DriverCall first = began;
    if (holder == null || holder.equals(call.issuer()) || mixed || first == null) {
      return;
    }
    mixed = true;
    found.find(
        IsmRules.R_17,
        call,
        "%s, and the command that another CPU began at %s:%d is under way"
            .formatted(text, first.line().getFileName(), first.line().getLineNumber()));
  }

  private Sequence sequence(DriverCall call) {
    return sequences.computeIfAbsent(call.issuer(), _ -> new Sequence(found));
  }

  private void payload(DriverCall call, Meant block, Sequence sequence) {
    if (block.offset() != HEADER) {
      found.find(IsmRules.R_08, call, block.text());
    } else if (block.length() <= sequence.request.byteSize() - HEADER) {
      block.bytes().copyTo(sequence.request, HEADER);
    }
  }

  private void header(DriverCall call, Sequence sequence, Bytes bytes) {
    bytes.copyTo(sequence.request, 0);
    IsmCommand command = IsmCommand.of(sequence.request.get(Layouts.INT, 0));
    sequence.command = command;
    sequence.header = call;
    sequence.next = 0;
    sequence.length = HEADER;
    int length = sequence.request.get(Layouts.SHORT, 6) & 0xffff;
    if (command == null) {
      return;
    }
    if (length != command.requestLength()) {
      found.find(
          IsmRules.R_11,
          call,
          "the header of %s says %d bytes, its request has %d"
              .formatted(command, length, command.requestLength()));
    }
    if (isRegistration(command)) {
      memory.named(call, command, ioAddress(sequence), size(sequence, command));
    }
  }

  private static boolean isRegistration(IsmCommand command) {
    return command == IsmCommand.REG_SBA
        || command == IsmCommand.REG_IEQ
        || command == IsmCommand.REG_DMB;
  }

  private static long ioAddress(Sequence sequence) {
    return sequence.request.get(Layouts.LONG, HEADER);
  }

  private static long size(Sequence sequence, IsmCommand command) {
    return command == IsmCommand.REG_SBA
        ? SBA_SIZE
        : command == IsmCommand.REG_IEQ
            ? sequence.request.get(Layouts.LONG, HEADER + 8)
            : Integer.toUnsignedLong(sequence.request.get(Layouts.INT, HEADER + 8));
  }

  /**
   * A load of BAR 2 has ended.
   *
   * @param value what it gave, where it was taken
   * @param blamed whether it was blamed already, for its way
   */
  void load(DriverCall call, Access access, long value, boolean blamed) {
    arbitrate(call, access.text());
    Sequence sequence = sequence(call);
    boolean inOrder =
        access.length() == HEADER
            && access.offset() % HEADER == 0
            && access.offset() <= sequence.next;
    if (!inOrder && !blamed) {
      found.find(IsmRules.R_13, call, access.text());
    }
    if (access.offset() == 0) {
      answered(sequence, access.taken(), value);
    } else if (access.offset() == HEADER && access.taken()) {
      token(sequence, value);
    }
    sequence.next = (int) Math.max(sequence.next, access.offset() + access.length());
    if (sequence.next >= sequence.length) {
      holder = null;
    }
  }

  /** The response's header: code, return code, length. */
  private void answered(Sequence sequence, boolean taken, long value) {
    int ret = taken ? (int) (value >>> Short.SIZE) & 0xffff : IsmReturnCode.ERROR;
    sequence.answered = ret;
    sequence.length = ret == IsmReturnCode.SUCCESS ? (int) value & 0xffff : HEADER;
    IsmCommand command = sequence.command;
    DriverCall header = sequence.header;
    if (command == null || header == null) {
      return;
    }
    boolean done = ret == IsmReturnCode.SUCCESS;
    // Whoever does not answer has nothing any more.
    boolean gone = done || ret == IsmReturnCode.ERROR;
    if (done && (command == IsmCommand.REG_SBA || command == IsmCommand.REG_IEQ)) {
      memory.registered(header, command, ioAddress(sequence), size(sequence, command), 0);
    } else if (gone && command == IsmCommand.UNREG_SBA) {
      memory.unregistered(IsmCommand.REG_SBA);
    } else if (gone && command == IsmCommand.UNREG_IEQ) {
      memory.unregistered(IsmCommand.REG_IEQ);
    } else if (gone && command == IsmCommand.UNREG_DMB) {
      memory.unregistered(sequence.request.get(Layouts.LONG, HEADER));
    }
    if (command != IsmCommand.REG_DMB) {
      sequence.header = null;
    }
  }

  /** The doubleword behind the header: REG_DMB answers its token there. */
  private void token(Sequence sequence, long value) {
    DriverCall header = sequence.header;
    if (sequence.command == IsmCommand.REG_DMB
        && header != null
        && sequence.answered == IsmReturnCode.SUCCESS) {
      memory.registered(
          header,
          IsmCommand.REG_DMB,
          ioAddress(sequence),
          size(sequence, IsmCommand.REG_DMB),
          value);
      sequence.header = null;
    }
  }

  /** The function was reset. */
  void reset() {
    sequences.clear();
    holder = null;
    mixed = false;
  }
}
